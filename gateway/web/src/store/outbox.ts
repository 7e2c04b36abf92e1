/** When messages on their way are given up. Pure. */
import type { Pending } from './state';

/** Milliseconds. So long a message is sent by itself; an older one waits for its author's word: it may no longer be meant. */
export const GIVE_UP_MS = 120_000;

export function isOver(item: Pending, now: number): boolean {
  return item.state === 'sending' && now - item.created >= GIVE_UP_MS;
}

/** Those that are over have failed; the same list where none is. */
export function giveUp(outbox: readonly Pending[], now: number): readonly Pending[] {
  if (!outbox.some(item => isOver(item, now)))
    return outbox;
  return outbox.map((item): Pending => isOver(item, now) ? { ...item, state: 'failed', error: 'network_error' } : item);
}

/** When the next one is over. */
export function nextOver(outbox: readonly Pending[]): number | undefined {
  const began = outbox.filter(item => item.state === 'sending').map(item => item.created);
  return began.length === 0 ? undefined : Math.min(...began) + GIVE_UP_MS;
}
