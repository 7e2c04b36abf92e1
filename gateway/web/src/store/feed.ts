/**
 * Brings events into the state: many at once, one update a frame, so that a hundred messages a second are sixty changes at most. While a snapshot is read
 * events wait: they are newer than it.
 */
import type { PostedEvent, ServerEvent } from '../protocol';
import { apply } from './apply';
import { trimGrown } from './shown';
import { forgetTyping } from './typing';
import type { State } from './state';
import { state, update } from './store';
import { wiring } from './wiring';

export type AppEvent = ServerEvent | PostedEvent;

export type Listener = (event: AppEvent) => void;

/** What was missed may be twenty thousand events: the page is not to stand still for them. */
const LONGEST_MS = 30;
const GULP = 50;

let waiting: AppEvent[] = [];
let scheduled = false;
let holds = 0;
const listeners = new Set<Listener>();
const recorders = new Set<AppEvent[]>();

/** Called by the connection, in the order of the events. */
export function receive(event: AppEvent): void {
  waiting.push(event);
  schedule();
}

/** Tells a listener of each event, after the state has it (notifications, announcements). Returns what ends that. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Holds events back until the returned function is called. */
export function hold(): () => void {
  holds++;
  let released = false;
  return () => {
    if (released)
      return;
    released = true;
    holds--;
    schedule();
  };
}

/**
 * Does a reading and notes the events that are applied meanwhile: the answer may be older than they are, so that they are to be applied to it again.
 */
export async function recording<T>(read: () => Promise<T>): Promise<{ answer: T; meanwhile: readonly AppEvent[] }> {
  const meanwhile: AppEvent[] = [];
  recorders.add(meanwhile);
  try {
    return { answer: await read(), meanwhile };
  } finally {
    recorders.delete(meanwhile);
  }
}

/** Forgets what waits: at the end of a session, and at a gap, after which it would be older than what is read. */
export function dropWaiting(): void {
  waiting = [];
}

function schedule(): void {
  if (scheduled || holds > 0 || waiting.length === 0)
    return;
  scheduled = true;
  wiring.nextFrame(flush);
}

function flush(): void {
  scheduled = false;
  if (holds > 0 || waiting.length === 0)
    return;
  const batch: AppEvent[] = [];
  update(state => trimGrown(applyWaiting(state, batch)));
  for (const recorder of recorders)
    recorder.push(...batch);
  for (const event of batch) {
    for (const listener of listeners)
      listener(event);
  }
  expireTyping();
  schedule();
}

/** As many as fit into a frame, roughly; the others wait for the next. Notes them in `applied`. */
function applyWaiting(state: State, applied: AppEvent[]): State {
  const began = wiring.now();
  let next = state;
  for (const event of waiting) {
    next = apply(next, event, began);
    applied.push(event);
    if (applied.length % GULP === 0 && wiring.now() - began > LONGEST_MS)
      break;
  }
  waiting = waiting.slice(applied.length);
  return next;
}

let expiry: ReturnType<typeof setTimeout> | undefined;

/** Typing is told while it lasts and not when it ends. */
function expireTyping(): void {
  if (expiry !== undefined || Object.keys(state.peek().typing).length === 0)
    return;
  expiry = setTimeout(() => {
    expiry = undefined;
    update(state => forgetTyping(state, wiring.now()));
    expireTyping();
  }, 1_000);
}
