import type { UserId } from '../../protocol';
import { navigate, pathTo } from '../../router';
import { openDirect } from '../../store';
import { showToast } from '../../ui';
import { errorWords } from '../errors';
import { openSide } from '../panes';

/** Shows somebody's profile beside the messages. */
export function openProfile(user: UserId): void {
  openSide({ kind: 'profile', user });
}

/** Goes to the conversation with somebody. */
export async function writeTo(user: UserId): Promise<void> {
  try {
    navigate(pathTo.channel((await openDirect([user])).id));
  } catch (error) {
    showToast({ text: errorWords(error), tone: 'danger' });
  }
}
