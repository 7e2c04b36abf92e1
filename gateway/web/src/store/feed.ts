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

/** Events that cannot be applied may be many: everything is read afresh for their sake at most this often. */
const AFRESH_REST_MS = 60_000;

let waiting: AppEvent[] = [];
let scheduled = false;
let holds = 0;
let startAfresh = (): void => undefined;
let afreshAt = -Infinity;
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

/** Says what reads everything afresh: what an event that cannot be applied would have said is then not missing for long. */
export function afterFailure(start: () => void): void {
  startAfresh = start;
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
  let failed = false;
  update(state => {
    const next = applyWaiting(state, batch);
    failed = next.failed;
    return trimGrown(next.state);
  });
  for (const recorder of recorders)
    recorder.push(...batch);
  for (const event of batch)
    tell(event);
  expireTyping();
  if (failed)
    recover();
  schedule();
}

/** A listener that fails keeps nothing from the others. */
function tell(event: AppEvent): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      console.error(`A listener failed at an event of type ${event.type}.`, error);
    }
  }
}

function recover(): void {
  const now = wiring.now();
  if (now - afreshAt < AFRESH_REST_MS)
    return;
  afreshAt = now;
  startAfresh();
}

/** As many as fit into a frame, roughly; the others wait for the next. Notes them in `applied`, without one that fails: it would stand before all others for good. */
function applyWaiting(state: State, applied: AppEvent[]): { state: State; failed: boolean } {
  const began = wiring.now();
  let next = state;
  let failed = false;
  let taken = 0;
  for (const event of waiting) {
    taken++;
    try {
      next = apply(next, event, began);
      applied.push(event);
    } catch (error) {
      failed = true;
      console.error(`An event of type ${event.type} cannot be applied.`, error);
    }
    if (taken % GULP === 0 && wiring.now() - began > LONGEST_MS)
      break;
  }
  waiting = waiting.slice(taken);
  return { state: next, failed };
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
