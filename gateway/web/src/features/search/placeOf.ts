import type { SearchMatch } from '../../protocol';
import { channelOf, nameOf, userOf } from '../../store';
import { titleOf } from '../composer';

/** Where a message was found, by name: as the client knows the conversation, else as the answer has it. */
export function placeOf(channel: SearchMatch['channel']): string {
  const known = channelOf(channel.id).value;
  if (known) return titleOf(known);
  if (channel.is_im && channel.user) return nameOf(userOf(channel.user).value);
  return channel.is_mpim ? (channel.name ?? channel.id) : `#${channel.name ?? channel.id}`;
}
