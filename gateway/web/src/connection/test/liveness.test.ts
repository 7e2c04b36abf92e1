import { describe, expect, it } from 'vitest';
import { Bench, settled } from './fakes';

describe('an open socket', () => {
  it('is asked when it is quiet, and kept while it answers', async () => {
    const bench = await new Bench().start();
    let answered = 0;
    for (let i = 0; i < 20; i++) {
      await bench.clock.pass(5_000);
      for (const { id } of bench.socket.sentOf('ping').slice(answered)) {
        bench.socket.says({ type: 'pong', reply_to: id, time: 0 });
        answered++;
      }
    }
    expect(bench.sockets).toHaveLength(1);
    expect(answered).toBeGreaterThan(3);
  });

  it('is not asked while it talks', async () => {
    const bench = await new Bench().start();
    for (let i = 0; i < 20; i++) {
      await bench.clock.pass(5_000);
      bench.socket.says({ type: 'user_typing', channel: 'C01', user: 'U02' });
    }
    expect(bench.socket.sentOf('ping')).toHaveLength(0);
  });

  it('is given up within half a minute when nobody answers', async () => {
    const bench = await new Bench().start();
    await bench.clock.pass(30_000);
    expect(bench.sockets).toHaveLength(2);
    expect(bench.sockets[0]!.onclose).toBeNull();
  });

  it('is replaced at once when the machine has slept', async () => {
    const bench = await new Bench().start();
    await bench.clock.pass(5_000);
    bench.clock.sleep(3_600_000);
    await bench.clock.pass(0);
    await bench.clock.pass(500);
    expect(bench.sockets).toHaveLength(2);
  });

  it('is replaced at the first look after a sleep, before any timer', async () => {
    const bench = await new Bench().start();
    bench.clock.sleep(3_600_000);
    bench.connection.hint('visible');
    expect(bench.link.phase).toBe('waiting');
  });

  it('is asked when a page in the background was slowed down, and kept', async () => {
    const bench = await new Bench().start();
    await bench.clock.pass(5_000);
    bench.clock.sleep(60_000);
    await bench.clock.pass(0);
    const [ping] = bench.socket.sentOf('ping');
    bench.socket.says({ type: 'pong', reply_to: ping!['id'] });
    await bench.clock.pass(10_000);
    expect(bench.sockets).toHaveLength(1);
  });

  it('is asked at every hint, and given up when it does not answer', async () => {
    const bench = await new Bench().start();
    bench.connection.hint('offline');
    expect(bench.socket.sentOf('ping')).toHaveLength(1);
    await bench.clock.pass(9_000);
    expect(bench.sockets).toHaveLength(2);
  });
});

describe('frames', () => {
  it('are answered by id, in any order', async () => {
    const bench = await new Bench().start();
    const first = bench.connection.ask({ type: 'unfurl_preview', url: 'http://a.example' });
    const second = bench.connection.ask({ type: 'unfurl_preview', url: 'http://b.example' });
    const [a, b] = bench.socket.sentOf('unfurl_preview');
    expect(a!['id']).not.toBe(b!['id']);
    bench.socket.says({ ok: true, reply_to: b!['id'], attachment: null });
    bench.socket.says({ ok: false, reply_to: a!['id'], error: { code: 3, msg: 'unfurl_refused' } });
    expect((await second).attachment).toBeNull();
    await expect(first).rejects.toMatchObject({ code: 'unfurl_refused' });
    expect(bench.events).toHaveLength(0);
  });

  it('whose nack is one of Slack\'s sentences have a code, too', async () => {
    const bench = await new Bench().start();
    const noText = bench.connection.ask({ type: 'message', channel: 'C01', text: '', client_msg_id: 'm' });
    bench.socket.says({ ok: false, reply_to: bench.socket.sent[0]!['id'], error: { code: 2, msg: 'message text is missing' } });
    await expect(noText).rejects.toMatchObject({ code: 'no_text' });
    const fast = bench.connection.ask({ type: 'message', channel: 'C01', text: 'x', client_msg_id: 'm' });
    bench.socket.says({ ok: false, reply_to: bench.socket.sent[1]!['id'], error: { code: -1, msg: 'slow down, too many messages...' } });
    await expect(fast).rejects.toMatchObject({ code: 'ratelimited' });
  });

  it('fail when the socket closes, and when there is none', async () => {
    const bench = await new Bench().start();
    const asked = bench.connection.ask({ type: 'unfurl_preview', url: 'http://a.example' });
    bench.socket.drop();
    await expect(asked).rejects.toMatchObject({ code: 'network_error' });
    await expect(bench.connection.ask({ type: 'typing', channel: 'C01' })).rejects.toMatchObject({ code: 'network_error' });
  });

  it('fail when no answer comes', async () => {
    const bench = await new Bench().start();
    const asked = bench.connection.ask({ type: 'unfurl_preview', url: 'http://a.example' });
    const failure = expect(asked).rejects.toMatchObject({ code: 'request_timeout' });
    for (let i = 0; i < 7; i++) {
      await bench.clock.pass(5_000);
      bench.socket.says({ type: 'pong', reply_to: 0 });
    }
    await failure;
  });

  it('tell whose presence is watched, again after each opening', async () => {
    const bench = await new Bench().start();
    bench.connection.watch(['U01']);
    bench.connection.watch(['U01', 'U02']);
    await bench.clock.pass(1_000);
    expect(bench.socket.sentOf('presence_sub').map(frame => frame['ids'])).toEqual([['U01', 'U02']]);
    bench.socket.drop();
    await bench.clock.pass(2_000);
    bench.socket.hello('T00000001-1-1700000009.000000');
    await bench.clock.pass(1_000);
    expect(bench.socket.sentOf('presence_sub').map(frame => frame['ids'])).toEqual([['U01', 'U02']]);
    await settled();
  });
});
