import { TS_END, TS_ZERO, type Channel, type ChannelCounts, type Message, type ServerEvent, type User } from '../../protocol';
import { apply } from '../apply';
import type { AppEvent } from '../feed';
import { EMPTY, type State, type Stretch } from '../state';

export const NOW = 1_700_000_000_000;

/** `1700000000.000` and six digits. */
export function at(n: number): string {
  return `1700000000.${String(n).padStart(6, '0')}`;
}

export function message(n: number, more: Partial<Message> = {}): Message {
  return { type: 'message', user: 'U02', text: `m${n}`, ts: at(n), ...more };
}

export function posted(n: number, more: object = {}): ServerEvent {
  return { ...message(n), channel: 'C01', event_ts: at(n), ...more } as ServerEvent;
}

export function user(id: string, more: Partial<User> = {}): User {
  return { id, team_id: 'T01', name: id.toLowerCase(), deleted: false, real_name: id, profile: { real_name: id, display_name: '' }, is_bot: false, ...more };
}

export function channel(id: string, more: Partial<Channel> = {}): Channel {
  return {
    id, name: id.toLowerCase(), is_channel: true, is_group: false, is_im: false, is_mpim: false, is_private: false, is_archived: false, is_member: true, created: 1, ...more,
  };
}

export function counts(id: string, more: Partial<ChannelCounts> = {}): ChannelCounts {
  return { id, last_read: at(10), latest: at(10), unread_count: 0, mention_count: 0, has_unreads: false, ...more };
}

export function stretch(messages: Message[], from = TS_ZERO, to = TS_END): Stretch {
  return { from, to, messages };
}

/** U01 is signed in, member of C01 with messages 10 to 12, of which 10 is read; U02 is another. */
export function someState(more: Partial<State> = {}): State {
  return {
    ...EMPTY,
    session: { status: 'in', self: 'U01', team: { id: 'T01', name: 'Team', domain: 'team' }, is_admin: false, is_operator: false, loaded: true },
    users: { U01: user('U01'), U02: user('U02') },
    channels: { C01: channel('C01'), D01: channel('D01', { is_channel: false, is_im: true, is_private: true, is_open: true, user: 'U02' }) },
    counts: { C01: counts('C01', { latest: at(12), unread_count: 2, has_unreads: true }), D01: counts('D01') },
    histories: { C01: [stretch([message(10), message(11), message(12)])] },
    ...more,
  };
}

export function after(state: State, ...events: AppEvent[]): State {
  return events.reduce((state, event) => apply(state, event, NOW), state);
}

export function texts(state: State, id = 'C01'): string[] {
  return (state.histories[id] ?? []).flatMap(stretch => stretch.messages.map(message => message.text));
}
