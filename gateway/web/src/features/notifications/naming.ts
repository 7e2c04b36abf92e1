import type { Message, UserId } from '../../protocol';
import { requestUsers, users } from '../../store';

/** A notification waits no longer for names, in milliseconds. */
const LONGEST = 1500;

const MENTION = /<@([UW][A-Z0-9]+)/g;

/** Asks for those whom a message names and who are not known yet. */
export function askFor(message: Message): void {
  requestUsers(peopleOf(message));
}

/** Until they are known, or a while has passed. */
export function untilKnown(message: Message): Promise<void> {
  const people = peopleOf(message);
  return new Promise((resolve) => {
    let stop = (): void => undefined;
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, LONGEST);
    const look = () => people.every((id) => users.peek()[id] !== undefined);
    if (look()) end();
    else stop = users.subscribe(() => look() && end());
  });
}

function peopleOf(message: Message): UserId[] {
  const mentioned = [...message.text.matchAll(MENTION)].map(([, id]) => id as UserId);
  return message.user ? [message.user, ...mentioned] : mentioned;
}
