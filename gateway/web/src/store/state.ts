/** What the client knows. Immutable: `apply` (apply.ts) makes the next one of it, and what did not change keeps its identity. */
import type { LinkState } from '../connection';
import type { Channel, ChannelCounts, ChannelId, DndStatus, Message, Presence, Team, Ts, User, UserId } from '../protocol';

export type Dictionary<T> = Readonly<Record<string, T>>;

/** Who is signed in. */
export type Session =
  /** Not yet known. */
  | { status: 'unknown' }
  /** The server could not be asked; `startSession` asks again. */
  | { status: 'unreachable'; code: string }
  /** `first_run`: the server has no team yet. `reason`: why a session ended (token_revoked, account_inactive). */
  | { status: 'out'; first_run: boolean; is_operator: boolean; reason?: string }
  /** `loaded`: channels, counts and preferences are there. */
  | { status: 'in'; self: UserId; team: Team; is_admin: boolean; is_operator: boolean; loaded: boolean };

/**
 * A stretch of a conversation without holes: all messages from `from` to `to`, both included, oldest first. `from` is TS_ZERO when there is
 * nothing older, `to` is TS_END when it is live: what is posted now belongs to it.
 */
export interface Stretch {
  from: Ts;
  to: Ts;
  messages: readonly Message[];
}

/** What is known of a conversation (or of a thread's replies): stretches, oldest first, with holes between them. */
export type History = readonly Stretch[];

export interface Thread {
  /** The message that was answered; undefined until it was read. */
  root: Message | undefined;
  /** The replies, without the root. */
  replies: History;
}

/** A message of one's own that the server has not confirmed. Survives a reload. */
export interface Pending {
  client_msg_id: string;
  channel: ChannelId;
  thread_ts?: Ts;
  reply_broadcast?: boolean;
  /** Escaped mrkdwn. */
  text: string;
  /** Milliseconds since 1970. */
  created: number;
  state: 'sending' | 'failed';
  /** Of a failed one: the server's code. */
  error?: string;
  /** False: the author wants no previews of its links. */
  unfurl?: boolean;
}

export interface State {
  session: Session;
  link: LinkState;
  /** Those that were needed so far. `null`: the server knows no such user. */
  users: Dictionary<User | null>;
  /** One's own conversations, and public channels that events told of. */
  channels: Dictionary<Channel>;
  /** Of one's own conversations. */
  counts: Dictionary<ChannelCounts>;
  /** Read cursors that were moved on here and that the server has not confirmed. */
  reading: Dictionary<Ts>;
  histories: Dictionary<History>;
  /** By `threadKey`. */
  threads: Dictionary<Thread>;
  /** Members as far as they were read: by channel. */
  members: Dictionary<readonly UserId[]>;
  /** Who types where, until when (milliseconds since 1970): by channel, by user. */
  typing: Dictionary<Dictionary<number>>;
  presence: Dictionary<Presence>;
  /** One's own choice. */
  manualAway: boolean;
  dnd: Dictionary<DndStatus>;
  prefs: Dictionary<string>;
  /** By `draftKey`: what was typed and not sent, as typed. */
  drafts: Dictionary<string>;
  /** In the order in which they were sent. */
  outbox: readonly Pending[];
}

export const EMPTY: State = {
  session: { status: 'unknown' },
  link: { phase: 'idle' },
  users: {},
  channels: {},
  counts: {},
  reading: {},
  histories: {},
  threads: {},
  members: {},
  typing: {},
  presence: {},
  manualAway: false,
  dnd: {},
  prefs: {},
  drafts: {},
  outbox: [],
};

export function threadKey(channel: ChannelId, ts: Ts): string {
  return `${channel}:${ts}`;
}

/** Drafts are one a conversation, and one a thread. */
export function draftKey(channel: ChannelId, thread?: Ts): string {
  return thread === undefined ? channel : threadKey(channel, thread);
}
