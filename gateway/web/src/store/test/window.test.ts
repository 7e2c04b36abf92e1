import { beforeEach, describe, expect, it } from 'vitest';
import { TS_END, TS_ZERO } from '../../protocol';
import { keepAround, loadAround, loadNewer, loadNewest, loadOlder, showChannel } from '../actions/history';
import { cutAround, find, liveOf, stretchAround } from '../history';
import { isGrown, trimGrown } from '../shown';
import { state, update } from '../store';
import { StoreBench } from './bench';
import { after, at, message, posted, someState, stretch } from './fixtures';

const SAID = 5_000;
const all = Array.from({ length: SAID }, (_, i) => message(i + 1));
const sight = (first: number, last = first + 20) => ({ first: at(first), last: at(last) });
const history = () => state.value.histories['C01']!;
const held = () => history().reduce((sum, { messages }) => sum + messages.length, 0);
const stretchOf = (n: number) => stretchAround(history(), at(n));
const numbers = (n: number) => stretchOf(n)!.messages.map(({ text }) => Number(text.slice(1)));
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The server, which has all of them. */
function answer(args: Record<string, unknown>) {
  const within = all.filter(({ ts }) => ts <= String(args['latest'] ?? TS_END) && ts >= String(args['oldest'] ?? TS_ZERO));
  const limit = Number(args['limit']);
  const messages = args['oldest'] !== undefined && args['latest'] === undefined ? within.slice(0, limit) : within.slice(-limit);
  return { messages: messages.toReversed(), has_more: within.length > limit };
}

beforeEach(() => {
  void new StoreBench({ 'conversations.history': answer }, someState({ histories: {} }));
});

/** Scrolls back from the newest to the first, as a list does: reads on near its end, and gives up what is far. */
async function scrollBack(id: string): Promise<number> {
  await loadNewest(id);
  let most = 0;
  for (let first = SAID - 20; ; first -= 40) {
    const { from } = stretchAround(state.value.histories[id], at(first))!;
    if (from === TS_ZERO)
      return most;
    if (from > at(Math.max(1, first - 60)))
      await loadOlder(id, from);
    if (isGrown(state.value.histories[id]))
      keepAround(id, sight(first));
    most = Math.max(most, held());
  }
}

describe('a conversation that is scrolled through', () => {
  it('is never held whole, and has all its messages', async () => {
    const leave = showChannel('C01');
    expect(await scrollBack('C01')).toBeLessThan(2_000);
    expect(numbers(1)[0]).toBe(1);
    expect(numbers(1)).toEqual(run(1, numbers(1).length));
    expect(numbers(SAID)).toEqual(run(SAID - 199, SAID));
    // And on to the end again, without hole or repetition.
    let to = stretchOf(1)!.to;
    for (let last = numbers(1).at(-1)!; to !== TS_END; last = numbers(last).at(-1)!) {
      await loadNewer('C01', to);
      if (isGrown(history()))
        keepAround('C01', sight(last - 20, last));
      const now = numbers(last);
      expect(now).toEqual(run(now[0]!, now.at(-1)!));
      expect(held()).toBeLessThan(2_100);
      to = stretchOf(last)!.to;
    }
    expect(liveOf(history())!.from > at(1)).toBe(true);
    leave();
    expect(held()).toBe(200);
  });

  it('says at both ends that there is more, where it was cut', () => {
    const [cut, live] = cutAround([stretch(all)], sight(2_000), 400, 200) as [ReturnType<typeof stretch>, ReturnType<typeof stretch>];
    expect([cut.from, cut.to]).toEqual([at(1_600), at(2_420)]);
    expect([live.from, live.to, live.messages.length]).toEqual([at(SAID - 199), TS_END, 200]);
    expect(cutAround([stretch(all.slice(0, 900))], sight(30), 400, 200)).toEqual([
      stretch(all.slice(0, 450), TS_ZERO, at(450)), stretch(all.slice(700, 900), at(701), TS_END),
    ]);
  });

  it('is in one piece for whoever reads near its end', () => {
    expect(cutAround([stretch(all)], sight(SAID - 500), 400, 200)).toEqual([stretch(all.slice(SAID - 901), at(SAID - 900), TS_END)]);
  });

  it('is not cut around what is not known', () => {
    const known = [stretch(all.slice(0, 100), TS_ZERO, at(100))];
    expect(cutAround(known, sight(300), 400, 200)).toBe(known);
    expect(cutAround(known, sight(90, 300), 400, 200)).toBe(known);
  });

  it('gives up other places that were looked at, and keeps the newest', () => {
    const cut = cutAround([stretch(all.slice(9, 50), at(10), at(50)), stretch(all.slice(999, 3_000), at(1_000), at(3_000)), stretch(all.slice(4_000), at(4_001), TS_END)],
      sight(2_000), 400, 200);
    expect(cut.map(({ from, to }) => [from, to])).toEqual([[at(1_600), at(2_420)], [at(SAID - 199), TS_END]]);
  });
});

describe('what happens to messages that were given up', () => {
  beforeEach(async () => {
    showChannel('C01');
    update(state => ({ ...state, histories: { C01: [stretch(all)] } }));
    keepAround('C01', sight(2_000));
  });

  const gone = at(3_000);
  const channel = 'C01';

  it('changes nothing that is kept', () => {
    const before = history();
    const edited = { ...message(3_000), text: 'edited' };
    update(state => after(state,
      { type: 'message', subtype: 'message_changed', hidden: true, channel, ts: at(9_001), event_ts: at(9_001), message: edited },
      { type: 'message', subtype: 'message_replied', hidden: true, channel, ts: at(9_002), event_ts: at(9_002), message: { ...edited, reply_count: 1 } } as never,
      { type: 'reaction_added', user: 'U02', reaction: 'tada', item: { type: 'message', channel, ts: gone }, event_ts: at(9_003) },
      { type: 'reaction_removed', user: 'U02', reaction: 'tada', item: { type: 'message', channel, ts: gone }, event_ts: at(9_004) },
      { type: 'message', subtype: 'message_deleted', hidden: true, channel, deleted_ts: gone, ts: at(9_005), event_ts: at(9_005), previous_message: edited } as never));
    expect(history()).toBe(before);
  });

  it('is there when they are read again', async () => {
    const truth = all[2_999]!;
    all[2_999] = { ...truth, text: 'edited', reactions: [{ name: 'tada', users: ['U02'], count: 1 }] };
    await loadAround(channel, gone);
    all[2_999] = truth;
    expect(find(history(), gone)).toMatchObject({ text: 'edited', reactions: [{ name: 'tada' }] });
    expect(stretchOf(3_000)!.from).toBe(at(2_941));
    // Its own events find it now.
    update(state => after(state, { type: 'reaction_added', user: 'U01', reaction: 'tada', item: { type: 'message', channel, ts: gone }, event_ts: at(9_003) }));
    expect(find(history(), gone)!.reactions![0]!.count).toBe(2);
  });

  it('does not keep from what is said now', () => {
    update(state => after(state, posted(SAID + 1)));
    expect(liveOf(history())!.messages.at(-1)!.text).toBe(`m${SAID + 1}`);
    expect(stretchOf(2_000)!.to).toBe(at(2_420));
  });
});

describe('conversations that were looked at', () => {
  it('are forgotten when fifty others were looked at since, except the one that is looked at', () => {
    const ids = Array.from({ length: 60 }, (_, i) => `C1${i + 10}`);
    const stays = showChannel('C01');
    update(state => ({ ...state, histories: { C01: [stretch(all)], ...Object.fromEntries(ids.map(id => [id, [stretch(all.slice(0, 300))]])) } }));
    for (const id of ids)
      showChannel(id)();
    expect(Object.keys(state.value.histories)).toEqual(['C01', ...ids.slice(10)]);
    expect(state.value.histories['C169']![0]!.messages).toHaveLength(200);
    stays();
    expect(trimGrown(state.value)).toBe(state.value);
  });
});
