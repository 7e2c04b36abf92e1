import type { ChannelId, Message } from '../../protocol';
import { isInChannel, type AppEvent } from '../../store';

/** The message of an event that adds one to a channel, or null. */
export function arrivalOf(event: AppEvent, channel: ChannelId): Message | null {
  if (event.type !== 'message' || event.channel !== channel || ('hidden' in event && event.hidden === true)) return null;
  const message = event as Message;
  return isInChannel(message) ? message : null;
}
