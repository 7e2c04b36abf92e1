import { describe, expect, it } from 'vitest';
import { advance, resumeFrom } from '../position';
import { Bench, messageEvent, settled } from './fakes';

const START = 'T00000001-1-1700000000.000001';

describe('position', () => {
  it('moves on by its last 17 characters, and never back', () => {
    expect(advance(START, '1700000000.000002')).toBe('T00000001-1-1700000000.000002');
    expect(advance('T00000001-1-1700000000.000002', '1700000000.000001')).toBe('T00000001-1-1700000000.000002');
    expect(advance(START, 'nonsense')).toBe(START);
  });

  it('takes the place of the offset', () => {
    expect(new URL(resumeFrom('ws://h/rtm/x?offset=A', 'B-C')).searchParams.get('offset')).toBe('B-C');
    expect(resumeFrom('ws://h/rtm/x?offset=A', undefined)).toBe('ws://h/rtm/x?offset=A');
  });
});

describe('a connection', () => {
  it('opens with the server\'s offset, and after a drop with its own position', async () => {
    const bench = await new Bench().start();
    expect(bench.socket.offset).toBe(START);
    bench.socket.says(messageEvent('1700000001.000000'));
    bench.socket.says({ type: 'user_typing', channel: 'C01', user: 'U02' });
    bench.socket.drop();
    await bench.clock.pass(1_000);
    expect(bench.sockets).toHaveLength(2);
    expect(bench.socket.offset).toBe('T00000001-1-1700000001.000000');
  });

  it('counts an ack as an event, at its place, and moves the position by it', async () => {
    const bench = await new Bench().start();
    const answer = bench.connection.ask({ type: 'message', channel: 'C01', text: 'a', client_msg_id: 'm1' });
    const { id } = bench.socket.sentOf('message')[0]!;
    bench.socket.says(messageEvent('1700000001.000000'));
    bench.socket.says({ ok: true, reply_to: id, ts: '1700000002.000000', text: 'A' });
    bench.socket.says(messageEvent('1700000003.000000'));
    expect(bench.events.map(event => event.type)).toEqual(['message', 'posted', 'message']);
    expect(bench.events[1]).toMatchObject({ type: 'posted', ts: '1700000002.000000', text: 'A', frame: { client_msg_id: 'm1' } });
    expect((await answer).ts).toBe('1700000002.000000');
    bench.socket.drop();
    await bench.clock.pass(1_000);
    expect(bench.socket.offset).toBe('T00000001-1-1700000003.000000');
  });

  it('does not move back by the ack of a repeated post', async () => {
    const bench = await new Bench().start('T00000001-1-1700000009.000000');
    void bench.connection.ask({ type: 'message', channel: 'C01', text: 'a', client_msg_id: 'm1' });
    bench.socket.says({ ok: true, reply_to: bench.socket.sent[0]!['id'], ts: '1700000002.000000', text: 'a' });
    bench.socket.drop();
    await bench.clock.pass(1_000);
    expect(bench.socket.offset).toBe('T00000001-1-1700000009.000000');
  });

  it('begins at hello\'s position when the server cannot vouch for what was missed, and says so', async () => {
    const bench = await new Bench().start();
    bench.socket.drop();
    await bench.clock.pass(1_000);
    bench.socket.hello('T00000001-2-1700000500.000000', false);
    expect(bench.openings).toEqual([true, false]);
    bench.socket.drop();
    await bench.clock.pass(3_000);
    expect(bench.socket.offset).toBe('T00000001-2-1700000500.000000');
  });

  it('forgets its position when it is stopped', async () => {
    const bench = await new Bench().start('T00000001-1-1700000009.000000');
    bench.connection.stop();
    expect(bench.socket.closedWith).toBe(1_000);
    expect(bench.link).toEqual({ phase: 'idle' });
    bench.connection.start();
    await settled();
    expect(bench.socket.offset).toBe(START);
  });

  it('passes over what it cannot read', async () => {
    const bench = await new Bench().start();
    bench.socket.onmessage?.({ data: '{' });
    bench.socket.onmessage?.({ data: '[]' });
    bench.socket.onmessage?.({ data: new ArrayBuffer(1) });
    bench.socket.says({ type: 'error', error: { code: 1, msg: 'no' } });
    bench.socket.says({ ok: true, reply_to: 999 });
    bench.socket.says(messageEvent('1700000001.000000'));
    expect(bench.events).toHaveLength(1);
  });
});
