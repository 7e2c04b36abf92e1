import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../api';
import { later, rest, StoreBench } from '../../../store/test/bench';
import { someState, user } from '../../../store/test/fixtures';
import { post } from '../post';

let bench: StoreBench;

beforeEach(() => {
  vi.useFakeTimers();
  bench = new StoreBench(
    { 'users.search': ({ query }) => ({ users: query === 'carla' ? [user('U07', { name: 'carlab' }), user('U08', { name: 'carla' })] : [] }) },
    someState({ users: { U01: user('U01'), U02: user('U02', { name: 'anna' }) } }),
  );
});

afterEach(() => vi.useRealTimers());

const sending = (text: string, sequences = {}) => post({ text, sequences }, { channel: 'C01', alsoToChannel: false, withoutPreviews: false });
const sent = () => bench.asked.map(({ frame }) => ('text' in frame ? frame.text : ''));
const asked = () => bench.callsOf('users.search').map(({ query }) => query);

describe('names typed by hand', () => {
  it('mean whoever has just that name, known or not', async () => {
    await sending('@anna, ask @Carla. and `@carla`');
    expect(sent()).toEqual(['<@U02>, ask <@U08>. and `@carla`']);
    expect(asked()).toEqual(['carla']);
    await sending('@carla');
    expect(sent()[1]).toBe('<@U08>');
    expect(asked()).toEqual(['carla']);
  });

  it('that nobody has are asked for once', async () => {
    await sending('@todo: @todo');
    await sending('@todo again');
    expect(sent()).toEqual(['@todo: @todo', '@todo again']);
    expect(asked()).toEqual(['todo']);
  });

  it('are not asked for where there are none', async () => {
    await sending('hi @Anna Berg and @here, x@example.org `@code`', { '@Anna Berg': '<@U02>' });
    expect(sent()).toEqual(['hi <@U02> and <!here>, x@example.org `@code`']);
    expect(asked()).toEqual([]);
  });

  it('go out as typed when the server does not answer in time, or fails', async () => {
    bench.on('users.search', () => later().promise);
    const slow = sending('@dora');
    await vi.advanceTimersByTimeAsync(999);
    expect(sent()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await slow;
    expect(sent()).toEqual(['@dora']);
    bench.on('users.search', () => {
      throw new ApiError('ratelimited', 429);
    });
    await sending('@emil');
    await rest();
    expect(sent()[1]).toBe('@emil');
  });
});
