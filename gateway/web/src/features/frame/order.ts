import { computed, effect, signal, untracked } from '@preact/signals';
import type { ChannelId, Ts } from '../../protocol';
import { goings, route, type Route } from '../../router';
import { closeSide, currentChannel, side, type Side } from '../panes';
import { isWindow, Over } from './width';

/** Whether the pane lies over the thread: what was opened last is in front. */
export const isSideInFront = signal(false);

/** A thread by its address. `focus`: the reply to open at. */
export interface ThreadAt {
  kind: 'thread';
  channel: ChannelId;
  ts: Ts;
  focus: Ts | undefined;
}

/** What is seen beside the messages. */
export const beside = computed<Side | ThreadAt | null>(() => {
  const thread = threadIn(route.value);
  const pane = side.value;
  return pane && (isSideInFront.value || !thread) ? pane : thread;
});

/** Follows what is opened beside the messages until the returned function is called. */
export function followOrder(): () => void {
  let last: string | undefined;
  let channel = currentChannel.peek();
  let before = route.peek();
  let isFirst = true;
  const stops = [
    effect(() => {
      isSideInFront.value = side.value !== null;
    }),
    effect(() => {
      const at = threadIn(route.value);
      const thread = at ? `${at.channel} ${at.ts}` : undefined;
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
    effect(() => {
      goings.value;
      untracked(() => {
        if (!isFirst && isToMessages(before)) makeWay();
        before = route.peek();
        isFirst = false;
      });
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Whether somebody went to a channel or a message of it, and did not merely close a thread. */
function isToMessages(before: Route): boolean {
  const at = route.peek();
  if ((at.name !== 'client' && at.name !== 'message') || at.channel === undefined || threadIn(at)) return false;
  const thread = threadIn(before);
  return thread?.channel !== at.channel || isSideInFront.peek();
}

/** A profile was of the moment; where a pane lies over the messages, none may hide what was asked for. */
function makeWay(): void {
  if (side.peek()?.kind === 'profile' || isWindow(Over)) closeSide();
}

function threadIn(at: Route): ThreadAt | null {
  if ((at.name !== 'client' && at.name !== 'message') || at.channel === undefined || at.thread === undefined) return null;
  const { channel, thread: ts } = at;
  return { kind: 'thread', channel, ts, focus: at.name === 'message' && at.ts !== ts ? at.ts : undefined };
}
