/**
 * What survives a reload, in this browser's storage: drafts and unsent messages, by team and user. Nothing else is kept, least of all tokens, and all of it is
 * forgotten at signing out.
 */
import type { Pending, State } from './state';
import { state } from './store';

const PREFIX = 'chat:';
const REST_MS = 400;

/** A message younger than this is sent on after a reload; an older one waits for its author's word. */
const FRESH_MS = 300_000;

interface Kept {
  drafts: Record<string, string>;
  outbox: Pending[];
}

/** Puts what was kept for the session's user into the state. */
export function restore(state: State, now = Date.now()): State {
  const key = keyOf(state);
  const kept = key === undefined ? undefined : read(key);
  if (kept === undefined)
    return state;
  const outbox = kept.outbox.map((item): Pending =>
    item.state === 'sending' && now - item.created > FRESH_MS ? { ...item, state: 'failed', error: 'network_error' } : item);
  return { ...state, drafts: kept.drafts, outbox };
}

/** Keeps drafts and outbox whenever they have changed. Returns what ends that. */
export function startKeeping(): () => void {
  let last = state.peek();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    save(state.peek());
  };
  const stop = state.subscribe(next => {
    const changed = next.drafts !== last.drafts || next.outbox !== last.outbox;
    const same = keyOf(next) === keyOf(last);
    last = next;
    if (changed && same)
      timer ??= setTimeout(write, REST_MS);
  });
  const flush = () => void (timer !== undefined && write());
  addEventListener('pagehide', flush);
  return () => {
    stop();
    flush();
    removeEventListener('pagehide', flush);
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
}

function keyOf(state: State): string | undefined {
  return state.session.status === 'in' ? `${PREFIX}${state.session.team.id}:${state.session.self}` : undefined;
}

function save(state: State): void {
  const key = keyOf(state);
  if (key === undefined)
    return;
  attempt(() => {
    if (Object.keys(state.drafts).length === 0 && state.outbox.length === 0)
      localStorage.removeItem(key);
    else
      localStorage.setItem(key, JSON.stringify({ drafts: { ...state.drafts }, outbox: [...state.outbox] } satisfies Kept));
  });
}

function read(key: string): Kept | undefined {
  let kept: Kept | undefined;
  attempt(() => {
    const parsed = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Kept> | null;
    if (parsed !== null && typeof parsed.drafts === 'object' && Array.isArray(parsed.outbox))
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
