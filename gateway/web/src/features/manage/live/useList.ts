import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../../api';
import { asApiError } from './useLive';

/** As large as the server gives them: most lists are one. */
const pageSize = 1000;

/** A page of a list of /admin; `next` is empty on the last one. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next: string;
}

export type ReadPage<T> = (cursor: string, limit: number, signal: AbortSignal) => Promise<ListPage<T>>;

export interface List<T> {
  readonly items: readonly T[];
  /** All has been read. */
  readonly complete: boolean;
  readonly loading: boolean;
  readonly error: ApiError | undefined;
  retry(): void;
  /** Puts in what is new or has changed. */
  put(item: T): void;
}

/** A list in the order of its ids: a page, or all of it once `all` is wanted (to look for something, to sort). `key` names it: another one begins anew. */
export function useList<T extends { readonly id: string }>(key: string, read: ReadPage<T>, all: boolean): List<T> {
  const [state, setState] = useState<Reading<T>>({ key, items: [], cursor: '' });
  const now: Reading<T> = state.key === key ? state : { key, items: [], cursor: '' };
  const { items, cursor, error } = now;
  const wanted = cursor !== null && error === undefined && (all || cursor === '');

  useEffect(() => {
    if (!wanted) return undefined;
    const ended = new AbortController();
    const change = (make: (items: readonly T[]) => Reading<T>) => {
      if (!ended.signal.aborted) setState((old) => make(old.key === key ? old.items : []));
    };
    void (async () => {
      try {
        const page = await read(cursor, pageSize, ended.signal);
        change((old) => ({ key, items: merge(old, page.items), cursor: page.next || null }));
      } catch (failure) {
        const error = asApiError(failure);
        change((old) => ({ key, items: old, cursor, error }));
      }
    })();
    return () => ended.abort();
  }, [key, wanted, cursor]);

  const put = useCallback((item: T) => setState((old) => ({ ...old, items: merge(old.items, [item]) })), []);
  const retry = useCallback(() => setState(({ key, items, cursor }) => ({ key, items, cursor })), []);
  return { items, complete: cursor === null, loading: wanted, error, retry, put };
}

/** How far the reading is; `cursor` is null after the last page. */
interface Reading<T> {
  readonly key: string;
  readonly items: readonly T[];
  readonly cursor: string | null;
  readonly error?: ApiError;
}

function merge<T extends { readonly id: string }>(old: readonly T[], more: readonly T[]): readonly T[] {
  const fresh = new Map(more.map((item) => [item.id, item]));
  const kept = old.map((item) => {
    const found = fresh.get(item.id);
    fresh.delete(item.id);
    return found ?? item;
  });
  return [...kept, ...fresh.values()];
}
