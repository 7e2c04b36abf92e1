import type { Message } from '../../protocol';

/** How a message is shown. */
export type Form =
  /** With its author in front. */
  | 'ordinary'
  /** `/me waves`: in italics, the author's name before it. */
  | 'me'
  /** What the server tells of the channel: who joined, what it is called now. One quiet line. */
  | 'notice'
  /** A root that was deleted, whose replies stay. */
  | 'tombstone';

const ChannelNotice = /^(?:channel|group|mpim)_(?:join|leave|topic|purpose|name|archive|unarchive|convert_to_private|posting_permissions)$/;
const Notices = new Set(['pinned_item', 'unpinned_item', 'reminder_add', 'bot_add', 'bot_remove', 'huddle_thread', 'sh_room_created', 'ekm_access_denied']);

/** Subtypes that are not known, of which imports bring some, are shown as ordinary messages: their text is never lost. */
export function formOf(message: Pick<Message, 'subtype'>): Form {
  const { subtype } = message;
  if (subtype === undefined) return 'ordinary';
  if (subtype === 'me_message') return 'me';
  if (subtype === 'tombstone') return 'tombstone';
  return ChannelNotice.test(subtype) || Notices.has(subtype) ? 'notice' : 'ordinary';
}
