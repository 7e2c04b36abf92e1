import { useLayoutEffect, useMemo } from 'preact/hooks';
import type { ChannelId, Ts } from '../../protocol';
import { beforeLeaving, draftOf, setDraft } from '../../store';
import { fromMrkdwn, toDraft, type Typed } from './sequences';
import { labels } from './words';

/** A draft is kept when typing rests this long, in milliseconds, and when its composer or the page goes. */
const Rest = 400;

/** Whoever types without a rest has it kept this often, in milliseconds: a page may also die without a word. */
const Longest = 2_000;

export interface Draft {
  /** What was left here last time. */
  readonly initial: Typed;
  /** To be called after each change. */
  note(typed: Typed): void;
  /** It was sent. */
  clear(): void;
  /** Keeps what waits to be kept. */
  flush(): void;
}

/** Keeps what is typed in one conversation or thread. The composer is to be made anew for another one. */
export function useDraft(channel: ChannelId, thread: Ts | undefined): Draft {
  const draft = useMemo(() => makeDraft(channel, thread), []);
  // At once when it goes: what takes its place reads the draft.
  useLayoutEffect(() => {
    const forget = beforeLeaving(draft.flush);
    return () => {
      forget();
      draft.flush();
    };
  }, []);
  return draft;
}

function makeDraft(channel: ChannelId, thread: Ts | undefined): Draft {
  let waiting: Typed | undefined;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    if (waiting) setDraft(channel, thread, toDraft(waiting));
    waiting = undefined;
  };
  return {
    initial: fromMrkdwn(draftOf(channel, thread).peek(), labels),
    note(typed) {
      const now = Date.now();
      if (!waiting) since = now;
      waiting = typed;
      clearTimeout(timer);
      timer = setTimeout(flush, Math.min(Rest, Math.max(0, since + Longest - now)));
    },
    clear() {
      waiting = { text: '', sequences: {} };
      flush();
    },
    flush,
  };
}
