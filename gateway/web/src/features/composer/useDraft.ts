import { useEffect, useRef } from 'preact/hooks';
import type { ChannelId, Ts } from '../../protocol';
import { draftOf, setDraft } from '../../store';
import { fromMrkdwn, toDraft, type Typed } from './sequences';
import { labels } from './words';

/** A draft is kept when typing rests this long, in milliseconds, and when its composer goes. */
const Rest = 400;

export interface Draft {
  /** What was left here last time. */
  readonly initial: Typed;
  /** To be called after each change. */
  note(): void;
  /** It was sent. */
  clear(): void;
}

/** Keeps what is typed in one conversation or thread. The composer is to be made anew for another one. */
export function useDraft(channel: ChannelId, thread: Ts | undefined, read: () => Typed): Draft {
  const reading = useRef(read);
  reading.current = read;
  const draft = useRef<Draft & { flush(): void } | null>(null);
  draft.current ??= makeDraft(channel, thread, () => reading.current());
  useEffect(() => {
    const flush = () => draft.current?.flush();
    addEventListener('pagehide', flush);
    return () => {
      removeEventListener('pagehide', flush);
      flush();
    };
  }, []);
  return draft.current;
}

function makeDraft(channel: ChannelId, thread: Ts | undefined, read: () => Typed): Draft & { flush(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const put = (text: string) => {
    clearTimeout(timer);
    timer = undefined;
    setDraft(channel, thread, text);
  };
  return {
    initial: fromMrkdwn(draftOf(channel, thread).peek(), labels),
    note() {
      clearTimeout(timer);
      timer = setTimeout(() => put(toDraft(read())), Rest);
    },
    clear: () => put(''),
    flush() {
      if (timer !== undefined) put(toDraft(read()));
    },
  };
}
