/**
 * Everything that the server and this client say to each other: objects of the Web API, events, and frames in both directions. Slack's names and
 * shapes; docs/protocol.md has what is added to them. The golden files in tests/data/golden hold both sides to these.
 */

export type TeamId = string;
export type UserId = string;
export type ChannelId = string;
/** `1700000000.000100`: a message's id, a place in the team's order. Compared as text, never as a number. */
export type Ts = string;

/** The ts before all others: "never read", "from the beginning". */
export const TS_ZERO: Ts = '0000000000.000000';
/** After every ts there is. */
export const TS_END: Ts = '9999999999.999999';

// Objects

export interface Team {
  id: TeamId;
  name: string;
  domain: string;
  email_domain?: string;
  created?: number;
  icon?: { image_default?: boolean; image_68?: string };
}

export interface Profile {
  real_name: string;
  display_name: string;
  email?: string;
  first_name?: string;
  last_name?: string;
  title?: string;
  phone?: string;
  status_text?: string;
  status_emoji?: string;
  /** Seconds since 1970; 0: never. */
  status_expiration?: number;
  image_original?: string;
  image_24?: string;
  image_32?: string;
  image_48?: string;
  image_72?: string;
  image_192?: string;
  image_512?: string;
  bot_id?: string;
}

export interface User {
  id: UserId;
  team_id: TeamId;
  name: string;
  deleted: boolean;
  real_name: string;
  profile: Profile;
  is_bot: boolean;
  is_admin?: boolean;
  is_owner?: boolean;
  /** By the IANA database; missing: not known. */
  tz?: string;
  tz_label?: string;
  /** Seconds east of Greenwich. */
  tz_offset?: number;
  updated?: number;
}

export interface Topic {
  value: string;
  creator: string;
  last_set: number;
}

/** A conversation: a channel, a group DM, or a DM (`is_im`, which has `user` and no name). */
export interface Channel {
  id: ChannelId;
  name?: string;
  is_channel: boolean;
  /** A private channel. */
  is_group: boolean;
  is_im: boolean;
  is_mpim: boolean;
  is_private: boolean;
  is_archived: boolean;
  is_general?: boolean;
  /** Of channels; one is in all DMs that one knows. */
  is_member?: boolean;
  /** Of DMs and group DMs: shown in the list. */
  is_open?: boolean;
  created: number;
  creator?: UserId;
  /** Of a DM: the other one. */
  user?: UserId;
  /** Of a group DM. */
  members?: UserId[];
  topic?: Topic;
  purpose?: Topic;
  num_members?: number;
  previous_names?: string[];
  updated?: number;
  last_read?: Ts;
  latest?: Message | null;
  unread_count?: number;
}

export interface Reaction {
  name: string;
  users: UserId[];
  count: number;
}

export interface AttachmentField {
  title?: string;
  value?: string;
  short?: boolean;
}

/** Slack's attachment: a bot's own, or a link's preview (which has `from_url`). Texts are escaped as a message's. */
export interface Attachment {
  id?: number;
  fallback?: string;
  color?: string;
  pretext?: string;
  author_name?: string;
  author_link?: string;
  author_icon?: string;
  title?: string;
  title_link?: string;
  text?: string;
  fields?: AttachmentField[];
  image_url?: string;
  image_width?: number;
  image_height?: number;
  thumb_url?: string;
  thumb_width?: number;
  thumb_height?: number;
  footer?: string;
  footer_icon?: string;
  ts?: number | string;
  service_name?: string;
  service_icon?: string;
  from_url?: string;
  original_url?: string;
  is_app_unfurl?: boolean;
}

export type MessageSubtype =
  | 'bot_message' | 'me_message' | 'thread_broadcast' | 'tombstone'
  | 'channel_join' | 'channel_leave' | 'channel_topic' | 'channel_purpose' | 'channel_name' | 'channel_archive' | 'channel_unarchive'
  | 'group_join' | 'group_leave' | 'group_topic' | 'group_purpose' | 'group_name' | 'group_archive' | 'group_unarchive'
  | 'mpim_topic' | 'mpim_purpose' | 'file_share' | 'file_comment' | 'pinned_item' | 'reminder_add';

/** A message or a reply as histories and events have it. `text` is escaped mrkdwn. */
export interface Message {
  type: 'message';
  /** A MessageSubtype, or one that an import brought; absent on an ordinary message. */
  subtype?: string;
  user?: UserId;
  bot_id?: string;
  username?: string;
  icons?: { emoji?: string; image_36?: string; image_48?: string; image_72?: string };
  text: string;
  /** False: `text` has no styles, as chat.postMessage was told. */
  mrkdwn?: boolean;
  ts: Ts;
  team?: TeamId;
  client_msg_id?: string;
  /** The root's ts: of a reply, and of a root that has replies. */
  thread_ts?: Ts;
  parent_user_id?: UserId;
  edited?: { user?: UserId; ts: Ts };
  reply_count?: number;
  reply_users_count?: number;
  reply_users?: UserId[];
  latest_reply?: Ts;
  reactions?: Reaction[];
  attachments?: Attachment[];
  blocks?: unknown[];
  files?: MessageFile[];
  inviter?: UserId;
  topic?: string;
  purpose?: string;
  name?: string;
  old_name?: string;
  root?: Message;
}

/** A file that an import named; its content stayed where it was. */
export interface MessageFile {
  id?: string;
  name?: string;
  title?: string;
  mimetype?: string;
  size?: number;
  url_private?: string;
  permalink?: string;
}

/** How a conversation stands to its reader; `unread_count` and `mention_count` are capped at 100. */
export interface ChannelCounts {
  id: ChannelId;
  last_read: Ts;
  latest: Ts;
  unread_count: number;
  mention_count: number;
  has_unreads: boolean;
}

export interface DndStatus {
  dnd_enabled: boolean;
  next_dnd_start_ts?: number;
  next_dnd_end_ts?: number;
  snooze_enabled?: boolean;
  /** Seconds since 1970. */
  snooze_endtime?: number;
}

export interface SearchMatch {
  iid?: string;
  type: 'message';
  channel: { id: ChannelId; name?: string; is_private?: boolean; is_im?: boolean; is_mpim?: boolean; user?: UserId };
  user?: UserId;
  username?: string;
  ts: Ts;
  thread_ts?: Ts;
  /** With `highlight`: matched words stand between U+E000 and U+E001. */
  text: string;
  permalink: string;
}

export type Presence = 'active' | 'away';

// Events

interface Lasting {
  /** The event's place in the team's order. */
  event_ts: Ts;
}

export interface MessageEvent extends Message, Lasting {
  channel: ChannelId;
  hidden?: boolean;
}

export interface MessageChangedEvent extends Lasting {
  type: 'message';
  subtype: 'message_changed';
  hidden: true;
  channel: ChannelId;
  ts: Ts;
  message: Message;
  previous_message?: Message;
}

export interface MessageDeletedEvent extends Lasting {
  type: 'message';
  subtype: 'message_deleted';
  hidden: true;
  channel: ChannelId;
  ts: Ts;
  deleted_ts: Ts;
  previous_message?: Message;
}

export interface MessageRepliedEvent extends Lasting {
  type: 'message';
  subtype: 'message_replied';
  hidden: true;
  channel: ChannelId;
  ts: Ts;
  message: Message;
}

export interface ReactionEvent extends Lasting {
  type: 'reaction_added' | 'reaction_removed';
  user: UserId;
  reaction: string;
  item_user?: UserId;
  item: { type: 'message'; channel: ChannelId; ts: Ts };
}

export interface MemberEvent extends Lasting {
  type: 'member_joined_channel' | 'member_left_channel';
  user: UserId;
  channel: ChannelId;
  channel_type?: string;
  team?: TeamId;
  inviter?: UserId;
}

/** The whole conversation: made, or joined by oneself. */
export interface ChannelObjectEvent extends Lasting {
  type: 'channel_created' | 'channel_joined' | 'group_joined' | 'mpim_joined' | 'im_created' | 'mpim_created';
  user?: UserId;
  channel: Channel;
}

export interface ChannelRenameEvent extends Lasting {
  type: 'channel_rename' | 'group_rename' | 'mpim_rename';
  channel: { id: ChannelId; name: string; name_normalized?: string; created: number; updated?: number };
}

/** What happened to a conversation as a whole. Left, open and close are told to the one who did it. */
export interface ChannelFlagEvent extends Lasting {
  type:
    | 'channel_archive' | 'channel_unarchive' | 'channel_left' | 'channel_deleted'
    | 'group_archive' | 'group_unarchive' | 'group_left' | 'group_open' | 'group_close' | 'group_deleted'
    | 'mpim_archive' | 'mpim_unarchive' | 'mpim_left' | 'mpim_open' | 'mpim_close' | 'im_open' | 'im_close';
  channel: ChannelId;
  user?: UserId;
  updated?: number;
}

/** Ours: topic or purpose changed (Slack tells members by a message only). */
export interface ChannelUpdatedEvent extends Lasting {
  type: 'channel_updated' | 'group_updated' | 'mpim_updated';
  channel: ChannelId;
  updates: { topic?: Topic; purpose?: Topic; updated?: number };
}

export interface MarkedEvent extends Lasting {
  type: 'channel_marked' | 'group_marked' | 'im_marked' | 'mpim_marked';
  channel: ChannelId;
  ts: Ts;
  dm_count?: number;
  unread_count?: number;
  unread_count_display: number;
  mention_count?: number;
  mention_count_display?: number;
}

/** What was said up to `latest` went by age, but for roots of which replies are left: tombstones. Of those, events of their own told before. */
export interface HistoryChangedEvent extends Lasting {
  type: 'channel_history_changed' | 'group_history_changed' | 'im_history_changed' | 'mpim_history_changed';
  channel: ChannelId;
  latest: Ts;
  ts: Ts;
}

export interface UserEvent extends Lasting {
  type: 'team_join' | 'user_change' | 'user_profile_changed' | 'user_status_changed';
  user: User;
  cache_ts?: number;
}

export interface TeamEvent extends Lasting {
  type: 'team_rename' | 'team_domain_change';
  name?: string;
  domain?: string;
}

export interface PrefEvent extends Lasting {
  type: 'pref_change';
  name: string;
  value: string;
}

export interface ManualPresenceEvent extends Lasting {
  type: 'manual_presence_change';
  presence: Presence;
}

/** `dnd_updated` is one's own, `dnd_updated_user` another's. */
export interface DndEvent {
  type: 'dnd_updated' | 'dnd_updated_user';
  user: UserId;
  dnd_status: DndStatus;
  event_ts?: Ts;
}

export interface TypingEvent {
  type: 'user_typing';
  channel: ChannelId;
  user: UserId;
  thread_ts?: Ts;
}

export interface PresenceEvent {
  type: 'presence_change';
  user?: UserId;
  users?: UserId[];
  presence: Presence;
}

/** What the store is told. Types that are not listed are passed over, as Slack asks of clients. */
export type ServerEvent =
  | MessageEvent | MessageChangedEvent | MessageDeletedEvent | MessageRepliedEvent | ReactionEvent
  | MemberEvent | ChannelObjectEvent | ChannelRenameEvent | ChannelFlagEvent | ChannelUpdatedEvent | MarkedEvent | HistoryChangedEvent
  | UserEvent | TeamEvent | PrefEvent | ManualPresenceEvent | DndEvent | TypingEvent | PresenceEvent;

/**
 * An ack as an event, made by the connection: it stands in the place of the message's own event and, with the frame that it answers, says the same.
 */
export interface PostedEvent {
  type: 'posted';
  frame: PostFrame;
  ts: Ts;
  /** As the server formatted it. */
  text: string;
}

// Frames from the server

export interface HelloFrame {
  type: 'hello';
  /** Where this client stands; what follows moves it on. */
  position: string;
  /** Where the team's order ended when the session was attached. */
  head: string;
  /** False: the server cannot vouch for what was missed; read everything afresh. */
  resumed: boolean;
}

export interface ErrorFrame {
  type: 'error';
  error: { code: number; msg: string };
}

export interface GoodbyeFrame {
  type: 'goodbye';
}

export interface PongFrame {
  type: 'pong';
  reply_to: number;
  [echoed: string]: unknown;
}

/** Answers have no `type`. Of a message: `ts`, `text`; of a preview: `attachment`, null when the page has nothing to show. */
export interface AckFrame {
  type?: undefined;
  ok: true;
  reply_to: number;
  ts?: Ts;
  text?: string;
  attachment?: Attachment | null;
}

export interface NackFrame {
  type?: undefined;
  ok: false;
  reply_to?: number;
  error: { code: number; msg: string };
}

export type ServerFrame = HelloFrame | ErrorFrame | GoodbyeFrame | PongFrame | AckFrame | NackFrame | ServerEvent;

// Frames from this client

export interface PostFrame {
  type: 'message';
  channel: ChannelId;
  text: string;
  client_msg_id: string;
  thread_ts?: Ts;
  reply_broadcast?: boolean;
  unfurl_links?: boolean;
  unfurl_media?: boolean;
}

export interface TypingFrame {
  type: 'typing';
  channel: ChannelId;
}

/** The whole list; it takes the former one's place. */
export interface PresenceSubFrame {
  type: 'presence_sub';
  ids: UserId[];
}

export interface PresenceQueryFrame {
  type: 'presence_query';
  ids: UserId[];
}

export interface PreviewFrame {
  type: 'unfurl_preview';
  url: string;
}

export interface PingFrame {
  type: 'ping';
  /** Milliseconds, echoed. */
  time: number;
}

export type ClientFrame = PostFrame | TypingFrame | PresenceSubFrame | PresenceQueryFrame | PreviewFrame | PingFrame;

// Answers of the Web API, by method

interface Page {
  response_metadata?: { next_cursor?: string };
}

interface HistoryPage extends Page {
  messages: Message[];
  has_more: boolean;
}

/** What methods answer beside `ok`. A method that is not listed answers an object of unknown members. */
export interface Answers {
  'rtm.connect': { url: string; self: { id: UserId; name: string }; team: Team };
  'client.counts': { channels: ChannelCounts[] };
  'users.conversations': Page & { channels: Channel[] };
  'conversations.list': Page & { channels: Channel[] };
  'conversations.info': { channel: Channel };
  'conversations.history': HistoryPage;
  'conversations.replies': HistoryPage;
  'conversations.members': Page & { members: UserId[] };
  'conversations.create': { channel: Channel };
  'conversations.join': { channel: Channel; warning?: string };
  'conversations.invite': { channel: Channel; errors?: { user: UserId; ok: false; error: string }[] };
  'conversations.rename': { channel: Channel };
  'conversations.setTopic': { channel: Channel };
  'conversations.setPurpose': { channel: Channel };
  'conversations.open': { channel: Channel; already_open?: boolean };
  'chat.postMessage': { channel: ChannelId; ts: Ts; message: Message; is_duplicate?: boolean };
  'chat.update': { channel: ChannelId; ts: Ts; text: string; message: Message };
  'chat.delete': { channel: ChannelId; ts: Ts };
  'chat.getPermalink': { channel: ChannelId; permalink: string };
  'chat.unfurlPreview': { attachment: Attachment | null };
  'reactions.get': { message: Message };
  'users.info': { user: User; users: User[] };
  'users.search': { users: User[] };
  'users.list': Page & { members: User[] };
  'users.getPresence': { presence: Presence; manual_away?: boolean };
  'users.prefs.get': { prefs: Record<string, string> };
  'users.prefs.set': { prefs: Record<string, string> };
  'users.profile.get': { profile: Profile };
  'users.profile.set': { username: string; profile: Profile };
  'dnd.info': DndStatus;
  'dnd.setSnooze': DndStatus;
  'dnd.endSnooze': DndStatus;
  'team.info': { team: Team };
  'search.messages': {
    query: string;
    messages: { total: number; paging: { count: number; total: number; page: number; pages: number }; matches: SearchMatch[] };
  };
}

/** `GET /web/session`. */
export type SessionAnswer =
  | { ok: true; team: Team; user: User; is_admin: boolean; is_operator: boolean }
  | { ok: false; error: string; first_run: boolean; is_operator: boolean };

/** `GET /web/invitation?code=`. */
export type InvitationAnswer =
  | { ok: true; team: { name: string; domain: string }; email: string; name: string }
  | { ok: false; error: 'invalid_invitation' };
