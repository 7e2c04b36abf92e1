import { effect, signal } from '@preact/signals';
import { route } from '../../router';
import { closeSide, currentChannel, side } from '../panes';

/** Whether the pane lies over the thread: what was opened last is in front. */
export const isSideInFront = signal(false);

/** Follows what is opened beside the messages until the returned function is called. */
export function followOrder(): () => void {
  let last: string | undefined;
  let channel = currentChannel.peek();
  const stops = [
    effect(() => {
      isSideInFront.value = side.value !== null;
    }),
    effect(() => {
      const at = route.value;
      const thread = (at.name === 'client' || at.name === 'message') && at.thread !== undefined ? `${at.channel} ${at.thread}` : undefined;
      if (thread !== undefined && thread !== last) {
        isSideInFront.value = false;
        // Of a search one comes back to its results; the rest was of the moment.
        if (side.peek()?.kind !== 'search') closeSide();
      }
      last = thread;
    }),
    effect(() => {
      if (currentChannel.value !== channel && side.peek()?.kind === 'details') closeSide();
      channel = currentChannel.value;
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
