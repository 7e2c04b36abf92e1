import { useEffect, useRef, useState } from 'preact/hooks';
import type { SearchMatch } from '../../protocol';
import { requestUsers, wiring } from '../../store';

export type Order = 'newest' | 'oldest' | 'relevant';

export interface Terms {
  readonly query: string;
  readonly order: Order;
}

export interface Search {
  readonly matches: readonly SearchMatch[];
  readonly total: number;
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  /** Null: none. */
  readonly error: unknown;
  more(): void;
  again(): void;
}

const PerPage = 20;

const Sorting = {
  newest: { sort: 'timestamp', sort_dir: 'desc' },
  oldest: { sort: 'timestamp', sort_dir: 'asc' },
  relevant: { sort: 'score', sort_dir: 'desc' },
} as const;

interface Found {
  readonly matches: readonly SearchMatch[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

const Nothing: Found = { matches: [], total: 0, page: 0, pages: 0 };

/** What `search.messages` finds, page by page. Other terms begin afresh, and what is still under way for the old ones is dropped. */
export function useSearch(terms: Terms): Search {
  const [found, setFound] = useState<Found>(Nothing);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);

  async function load(page: number, before: Found) {
    running.current?.abort();
    const abort = (running.current = new AbortController());
    setBusy(true);
    setError(null);
    try {
      const next = await read(terms, page, before, abort.signal);
      if (!abort.signal.aborted) setFound(next);
    } catch (reason) {
      if (!abort.signal.aborted) setError(reason);
    }
    if (!abort.signal.aborted) setBusy(false);
  }

  useEffect(() => {
    setFound(Nothing);
    if (terms.query.trim() !== '') void load(1, Nothing);
    return () => running.current?.abort();
  }, [terms.query, terms.order]);

  return {
    ...found,
    hasMore: found.page < found.pages,
    isBusy,
    error,
    more: () => void (isBusy || load(found.page + 1, found)),
    again: () => void load(found.page + 1, found),
  };
}

/** Errors: ApiError. */
async function read({ query, order }: Terms, page: number, before: Found, signal: AbortSignal): Promise<Found> {
  const args = { query, ...Sorting[order], count: PerPage, page, highlight: true };
  const { messages } = await wiring.call('search.messages', args, { signal });
  requestUsers(messages.matches.flatMap((match) => match.user ?? []));
  // What was posted meanwhile moves what follows: nothing is shown twice.
  const known = new Set(before.matches.map((match) => match.ts));
  return {
    matches: [...before.matches, ...messages.matches.filter((match) => !known.has(match.ts))],
    total: messages.total,
    page,
    pages: messages.paging.pages,
  };
}
