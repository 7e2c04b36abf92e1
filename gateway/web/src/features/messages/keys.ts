import type { Message } from '../../protocol';
import { copyLink, copyText, openThread, remove, rightsOf } from './actions';
import type { Place } from './place';

/** Keys of the message that has the focus itself, not something in it. True: it was one of them. */
export function onMessageKey(event: KeyboardEvent, message: Message, place: Place): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const act = actionOf(event.key.toLowerCase(), message, place);
  if (!act) return false;
  event.preventDefault();
  act();
  return true;
}

function actionOf(key: string, message: Message, place: Place): (() => void) | undefined {
  const { channel, markUnread, thread } = place;
  switch (key) {
    case 'e':
      return rightsOf(message).mayEdit ? () => (place.editing.value = message.ts) : undefined;
    case 't':
      return thread ? undefined : () => openThread(channel, message);
    case 'l':
      return () => void copyLink(channel, message);
    case 'c':
      return () => void copyText(message);
    case 'u':
      return markUnread && (() => markUnread(message.ts));
    case 'backspace':
    case 'delete':
      return rightsOf(message).mayDelete ? () => void remove(channel, message) : undefined;
    default:
      return undefined;
  }
}
