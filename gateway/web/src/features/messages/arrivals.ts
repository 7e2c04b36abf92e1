import type { ChannelId, Message, Ts } from '../../protocol';
import { isInChannel, type AppEvent } from '../../store';

/** The message of an event that adds one to a channel, or with `thread` to the replies of that; or null. */
export function arrivalOf(event: AppEvent, channel: ChannelId, thread?: Ts): Message | null {
  if (event.type !== 'message' || event.channel !== channel || ('hidden' in event && event.hidden === true)) return null;
  const message = event as Message;
  const isHere = thread === undefined ? isInChannel(message) : message.thread_ts === thread && message.ts !== thread;
  return isHere ? message : null;
}
