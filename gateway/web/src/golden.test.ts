/** The frames that the server's own tests write (tests/data/golden), read by this client: the connection and the store understand each of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Bench } from './connection/test/fakes';
import type { Message, ServerEvent } from './protocol';
import { apply } from './store/apply';
import { find, liveOf } from './store/history';
import { threadKey, type State } from './store/state';
import { channel, counts, NOW, someState, stretch, user } from './store/test/fixtures';

const FOLDER = new URL('../../../tests/data/golden/', import.meta.url);
const ANN = 'U0000000001', BOB = 'U0000000002', LOBBY = 'C0000000001', VAULT = 'C0000000002', DIRECT = 'D0000000003', GROUP = 'G0000000004';
const SAID = '1700000001.000100', ANSWERED = '1700000002.000200', NOW_TS = '1700000009.000900';

const said: Message = { type: 'message', user: BOB, text: 'bread', ts: SAID };

/** Ann's client: in the lobby, with Bob's message there and its thread open. */
const ann: State = {
  ...someState(),
  session: { status: 'in', self: ANN, team: { id: 'T00000001', name: 'Team', domain: 'team' }, is_admin: false, is_operator: false, loaded: true },
  users: { [ANN]: user(ANN), [BOB]: user(BOB) },
  channels: { [LOBBY]: channel(LOBBY), [VAULT]: channel(VAULT, { is_private: true, is_archived: true }), [DIRECT]: channel(DIRECT, { is_im: true, is_open: false }), [GROUP]: channel(GROUP, { is_mpim: true }) },
  counts: { [LOBBY]: counts(LOBBY, { last_read: '0000000000.000000', latest: SAID, unread_count: 1, has_unreads: true }) },
  histories: { [LOBBY]: [stretch([said])] },
  threads: { [threadKey(LOBBY, SAID)]: { root: said, replies: [stretch([])] } },
  members: { [LOBBY]: [ANN], [VAULT]: [ANN, BOB] },
};

const inLobby = (state: State, ts = NOW_TS) => find(state.histories[LOBBY], ts);
const replies = (state: State) => liveOf(state.threads[threadKey(LOBBY, SAID)]?.replies)?.messages;

/** What the state is after each event. */
const events: Record<string, (state: State) => void> = {
  'message': state => {
    expect(inLobby(state)).toEqual({
      type: 'message', user: BOB, text: 'käse &amp; <http://example.org|bread> <@U0000000001> 🧀', ts: NOW_TS, team: 'T00000001',
      client_msg_id: '7f0c0f5e-0000-4000-8000-000000000001',
    });
    expect(state.counts[LOBBY]).toMatchObject({ unread_count: 2, mention_count: 1, latest: NOW_TS });
  },
  'message.reply': state => {
    expect(inLobby(state)).toBeUndefined();
    expect(replies(state)).toMatchObject([{ user: ANN, thread_ts: SAID, parent_user_id: BOB }]);
  },
  'message.thread_broadcast': state => {
    expect(inLobby(state)?.subtype).toBe('thread_broadcast');
    expect(replies(state)).toHaveLength(1);
  },
  'message.bot_message': state => expect(inLobby(state)).toMatchObject({ bot_id: 'B0000000001', username: 'ci', icons: { emoji: ':ok:' }, attachments: [{ fields: [{ short: true }] }] }),
  'message.channel_join': state => expect(inLobby(state)).toMatchObject({ subtype: 'channel_join', user: BOB, inviter: ANN }),
  'message.channel_topic': state => expect(state.channels[LOBBY]?.topic).toMatchObject({ value: 'Cheese', creator: ANN }),
  'message.channel_purpose': state => expect(state.channels[LOBBY]?.purpose).toMatchObject({ value: '', creator: ANN }),
  'message.channel_name': state => expect(state.channels[LOBBY]?.name).toBe('lobby'),
  'message.message_changed': state => expect(inLobby(state, SAID)).toMatchObject({ text: 'bread', edited: { user: BOB, ts: ANSWERED } }),
  'message.message_deleted': state => {
    expect(inLobby(state, SAID)).toBeUndefined();
    expect(state.counts[LOBBY]?.unread_count).toBe(0);
  },
  'channel_history_changed': state => {
    expect(inLobby(state, SAID)).toBeUndefined();
    expect(state.counts[LOBBY]?.unread_count).toBe(0);
  },
  'mpim_history_changed': state => expect(inLobby(state, SAID)).toBeDefined(),
  'message.message_replied': state => {
    expect(inLobby(state, SAID)).toMatchObject({ reply_count: 1, reply_users: [ANN], reply_users_count: 1, latest_reply: ANSWERED });
    expect(inLobby(state, SAID)?.reactions).toEqual([{ name: 'tada', users: [ANN, BOB], count: 2 }, { name: '+1', users: [BOB], count: 1 }]);
  },
  'message.message_replied.none': state => expect(inLobby(state, SAID)).not.toHaveProperty('reply_count'),
  'reaction_added': state => expect(inLobby(state, SAID)?.reactions).toEqual([{ name: 'tada', users: [ANN], count: 1 }]),
  'reaction_removed': state => expect(inLobby(state, SAID)).toEqual(said),
  'channel_created': state => expect(state.channels[LOBBY]).toMatchObject({ is_member: true }),
  'channel_joined': state => expect(state.channels[LOBBY]).toMatchObject({ name: 'lobby', is_member: true, is_private: false, topic: { value: 'Cheese' }, last_read: NOW_TS }),
  'group_joined': state => {
    expect(state.channels[VAULT]).toMatchObject({ is_group: true, is_private: true, is_archived: false });
    expect(state.counts[VAULT]).toMatchObject({ last_read: NOW_TS, unread_count: 0 });
  },
  'im_created': state => expect(state.channels[DIRECT]).toMatchObject({ is_im: true, user: BOB, is_open: true }),
  'mpim_joined': state => expect(state.channels[GROUP]).toMatchObject({ is_mpim: true, members: [ANN, BOB, 'U0000000005'] }),
  'channel_left': state => {
    expect(state.channels[LOBBY]?.is_member).toBe(false);
    expect(state.histories[LOBBY]).toBeUndefined();
  },
  'member_joined_channel': state => expect(state.members[LOBBY]).toEqual([ANN, BOB]),
  'member_left_channel': state => expect(state.members[VAULT]).toEqual([ANN]),
  'channel_rename': state => expect(state.channels[LOBBY]?.name).toBe('lobby'),
  'channel_archive': state => expect(state.channels[LOBBY]?.is_archived).toBe(true),
  'group_unarchive': state => expect(state.channels[VAULT]?.is_archived).toBe(false),
  'channel_updated': state => expect(state.channels[LOBBY]).toMatchObject({ topic: { value: 'Cheese' }, purpose: { value: '' } }),
  'im_open': state => expect(state.channels[DIRECT]?.is_open).toBe(true),
  'mpim_close': state => expect(state.channels[GROUP]?.is_open).toBe(false),
  'team_join': state => expect(state.users[BOB]).toMatchObject({ name: 'bob', is_admin: true, profile: { display_name: 'Bobby', status_emoji: ':palm_tree:', image_48: 'https://example.org/bob.png' } }),
  'user_change': state => expect(state.users[BOB]?.deleted).toBe(true),
  'manual_presence_change': state => expect(state.manualAway).toBe(true),
  'pref_change': state => expect(state.prefs['enter_to_send']).toBe('false'),
  'presence_change': state => expect(state.presence[BOB]).toBe('active'),
  'user_typing': state => expect(state.typing[LOBBY]).toHaveProperty(BOB),
};

/** What the connection makes of each frame that is no event. */
const frames: Record<string, (bench: Bench, json: string) => void | Promise<void>> = {
  'hello': (bench, json) => opened(bench, json, true, 'T00000001-3-1700000001.000100'),
  'hello.afresh': (bench, json) => opened(bench, json, false, 'T00000001-4-1700000002.000200'),
  'ack': async (bench, json) => {
    const answer = await answered(bench, json, { type: 'message', channel: LOBBY, text: 'x', client_msg_id: 'm' });
    expect(answer).toMatchObject({ ts: SAID, text: 'käse &amp; <http://example.org|bread> <@U0000000001> 🧀' });
    expect(bench.events).toMatchObject([{ type: 'posted', ts: SAID }]);
  },
  'ack.preview': async (bench, json) => {
    const answer = await answered(bench, json, { type: 'unfurl_preview', url: 'https://example.org/page' });
    expect(answer).toMatchObject({ attachment: { from_url: 'https://example.org/page', title: 'A page &amp; more', image_width: 1200 } });
  },
  'ack.preview.nothing': async (bench, json) => expect(await answered(bench, json, { type: 'unfurl_preview', url: 'x' })).toMatchObject({ attachment: null }),
  'nack': async (bench, json) => await expect(answered(bench, json, { type: 'unfurl_preview', url: 'x' })).rejects.toMatchObject({ code: 'channel_not_found' }),
  'nack.no_text': async (bench, json) => await expect(answered(bench, json, { type: 'unfurl_preview', url: 'x' })).rejects.toMatchObject({ code: 'no_text' }),
  'error': passedOver,
  'goodbye': passedOver,
};

function opened(bench: Bench, json: string, resumed: boolean, position: string): void {
  bench.socket.onmessage?.({ data: json });
  expect(bench.openings.at(-1)).toBe(resumed);
  expect((JSON.parse(json) as { position: string }).position).toBe(position);
}

async function answered(bench: Bench, json: string, frame: Parameters<Bench['connection']['ask']>[0]): Promise<unknown> {
  const { reply_to } = JSON.parse(json) as { reply_to: number };
  for (let id = 1; id < reply_to; id++)
    bench.connection.tell({ type: 'ping', time: 0 });
  const answer = bench.connection.ask(frame);
  bench.socket.onmessage?.({ data: json });
  return await answer;
}

function passedOver(bench: Bench, json: string): void {
  bench.socket.onmessage?.({ data: json });
  expect(bench.events).toEqual([]);
  expect(bench.link).toEqual({ phase: 'online' });
}

const names = readdirSync(FOLDER).filter(name => name.endsWith('.json')).map(name => name.slice(0, -'.json'.length));
const read = (name: string) => readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');

describe('the server\'s frames', () => {
  it('are all known here', () => expect(names.toSorted()).toEqual([...Object.keys(events), ...Object.keys(frames)].sort()));

  for (const [name, expectation] of Object.entries(events)) {
    it(name, async () => {
      const bench = await new Bench().start();
      bench.socket.onmessage?.({ data: read(name) });
      expect(bench.events).toHaveLength(1);
      expectation(apply(ann, bench.events[0] as ServerEvent, NOW));
    });
  }

  for (const [name, expectation] of Object.entries(frames)) {
    it(name, async () => {
      await expectation(await new Bench().start(), read(name));
    });
  }
});
