import { batch, signal, type Signal } from '@preact/signals';
import type { ChannelId, Ts } from '../../protocol';
import { onSessionEnd } from '../../store';
import type { Typed } from '../composer';
import type { Place } from './place';

/** What is half-written in a place. It outlives the views, which go when another conversation is opened or their row is scrolled away. */
export interface Edits {
  /** By message; only what was changed. */
  readonly texts: Map<Ts, Typed>;
  /** The message whose editor is open and has had the focus: drawn again, it does not take it again. */
  open: Ts | null;
  /** Counts how often the focus was called to what is edited. */
  readonly calls: Signal<number>;
}

const kept = new Map<string, Edits>();
onSessionEnd(forgetEdits);

/** Those of a channel or a thread, until the session ends. */
export function editsIn(channel: ChannelId, thread?: Ts): Edits {
  const key = `${channel} ${thread ?? ''}`;
  let edits = kept.get(key);
  if (!edits) kept.set(key, (edits = { texts: new Map(), open: null, calls: signal(0) }));
  return edits;
}

/** The message whose editor was left open with something in it, to be gone on with; null: none. */
export function leftOpen(edits: Edits): Ts | null {
  if (edits.open !== null && !edits.texts.has(edits.open)) edits.open = null;
  return edits.open;
}

/** Edits a message, or goes on with it. False: there is none to edit. */
export function beginEdit({ editing, edits }: Place, ts: Ts | null): boolean {
  if (ts === null) return false;
  edits.open = null;
  batch(() => {
    editing.value = ts;
    edits.calls.value++;
  });
  return true;
}

export function forgetEdits(): void {
  kept.clear();
}
