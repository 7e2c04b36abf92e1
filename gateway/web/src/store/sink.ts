/** What the connection tells, brought into the store. */
import type { Sink } from '../connection';
import { resendAll } from './actions/messages';
import { flushAllRead } from './actions/reading';
import { endSession } from './actions/session';
import { isReadingSnapshot, startAfresh } from './actions/snapshot';
import { receive } from './feed';
import { state, update } from './store';

export const sink: Sink = {
  event: event => receive(event),
  opened(resumed) {
    const { session } = state.peek();
    // A snapshot whose requests went out before the connection was lost may never be answered, and events wait for it.
    const isUnread = session.status === 'in' && (!session.loaded || isReadingSnapshot());
    if (!resumed || isUnread)
      startAfresh();
    resendAll();
    flushAllRead();
  },
  link: link => update(state => ({ ...state, link })),
  ended: code => endSession(code),
};
