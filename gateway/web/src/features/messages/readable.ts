import { plain } from '../../mrkdwn';
import type { Message } from '../../protocol';
import { channels, nameOf, users } from '../../store';
import { textOfBlocks } from './blocks';
import { noticeOf } from './notices';

/** A message as plain text: names instead of ids, no marks. For announcements and the clipboard. */
export function readable(message: Message): string {
  return plain(noticeOf(message) || message.text || textOfBlocks(message.blocks), {
    user: (id) => {
      const user = users.peek()[id];
      return user ? nameOf(user) : undefined;
    },
    channel: (id) => channels.peek()[id]?.name,
  });
}
