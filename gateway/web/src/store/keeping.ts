/**
 * What survives a reload, in this browser's storage: drafts and unsent messages, by team and user. Nothing else is kept, least of all tokens, and all of it is
 * forgotten at signing out. Several windows share it: what one changes, the others take over.
 */
import { giveUp } from './outbox';
import type { Dictionary, Pending, State } from './state';
import { state, update } from './store';

const PREFIX = 'chat:';
const REST_MS = 400;

interface Kept {
  drafts: Dictionary<string>;
  outbox: readonly Pending[];
}

const NOTHING: Kept = { drafts: {}, outbox: [] };

/** What this window last wrote or read: what differs from it in the state was changed here. */
let base: Kept = NOTHING;

/** What has something to give that is not in the state yet. */
const givers = new Set<() => void>();

/** Calls somebody who holds something back (a text that is being typed) before the page may go, until the returned function is called. */
export function beforeLeaving(give: () => void): () => void {
  givers.add(give);
  return () => void givers.delete(give);
}

/** Puts what was kept for the session's user into the state. */
export function restore(state: State, now = Date.now()): State {
  const key = keyOf(state);
  base = key === undefined ? NOTHING : read(key);
  return { ...state, drafts: base.drafts, outbox: giveUp(base.outbox, now) };
}

/** Keeps drafts and outbox whenever they have changed. Returns what ends that. */
export function startKeeping(): () => void {
  let last = state.peek();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    share(save);
  };
  const stop = state.subscribe(next => {
    const changed = next.drafts !== last.drafts || next.outbox !== last.outbox;
    const isSameUser = keyOf(next) === keyOf(last);
    last = next;
    if (changed && isSameUser)
      timer ??= setTimeout(write, REST_MS);
  });
  const flush = () => {
    for (const give of givers)
      give();
    if (timer !== undefined)
      write();
  };
  // A page in the background may be thrown away without another word.
  const hide = () => void (document.visibilityState === 'hidden' && flush());
  const heed = ({ key }: StorageEvent) => void (key !== null && key === keyOf(state.peek()) && share());
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', hide);
  addEventListener('storage', heed);
  return () => {
    flush();
    stop();
    removeEventListener('pagehide', flush);
    document.removeEventListener('visibilitychange', hide);
    removeEventListener('storage', heed);
  };
}

/** Forgets what was kept, for whomever. */
export function forgetKept(): void {
  attempt(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX))
        localStorage.removeItem(key);
    }
  });
  base = NOTHING;
}

/** Brings together what this window and others have changed, here and, by `write`, in storage. */
function share(write?: (key: string, kept: Kept) => void): void {
  const key = keyOf(state.peek());
  if (key === undefined)
    return;
  const theirs = read(key);
  update(state => {
    base = {
      drafts: merge(base.drafts, state.drafts, theirs.drafts),
      outbox: Object.values(merge(byId(base.outbox), byId(state.outbox), byId(theirs.outbox))),
    };
    return isSame(base, state) ? state : { ...state, ...base };
  });
  write?.(key, base);
}

/** Entry by entry: mine where I have changed it, else theirs. */
function merge<T>(base: Dictionary<T>, mine: Dictionary<T>, theirs: Dictionary<T>): Record<string, T> {
  const merged: Record<string, T> = {};
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const value = JSON.stringify(mine[key]) === JSON.stringify(base[key]) ? theirs[key] : mine[key];
    if (value !== undefined)
      merged[key] = value;
  }
  return merged;
}

function byId(outbox: readonly Pending[]): Dictionary<Pending> {
  return Object.fromEntries(outbox.map(item => [item.client_msg_id, item]));
}

function isSame(kept: Kept, { drafts, outbox }: State): boolean {
  return JSON.stringify(kept) === JSON.stringify({ drafts, outbox });
}

function keyOf(state: State): string | undefined {
  return state.session.status === 'in' ? `${PREFIX}${state.session.team.id}:${state.session.self}` : undefined;
}

function save(key: string, kept: Kept): void {
  attempt(() => {
    if (Object.keys(kept.drafts).length === 0 && kept.outbox.length === 0)
      localStorage.removeItem(key);
    else
      localStorage.setItem(key, JSON.stringify(kept));
  });
}

function read(key: string): Kept {
  let kept = NOTHING;
  attempt(() => {
    const parsed = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Kept> | null;
    if (typeof parsed?.drafts === 'object' && parsed.drafts !== null && Array.isArray(parsed.outbox))
      kept = { drafts: parsed.drafts, outbox: parsed.outbox };
  });
  return kept;
}

/** Storage may be full, forbidden or spoilt: then this page works without. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.warn('Drafts cannot be kept in this browser.', (error as Error).name);
  }
}
