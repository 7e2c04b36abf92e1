import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../../api';
import { poll, type Polling } from './polling';

export interface Live<T> {
  /** What was answered last; kept while later answers fail. */
  readonly data: T | undefined;
  /** Why the last answer failed. */
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  refresh(): void;
  /** Puts in what another call has answered, until the next answer. */
  put(change: (data: T | undefined) => T | undefined): void;
}

/** Reads at once, and again `everyMs` after each answer while the page is seen (`null`: only when asked to). `key` names what is read: another one begins anew. */
export function useLive<T>(key: string, read: (signal: AbortSignal) => Promise<T>, everyMs: number | null = null): Live<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: ApiError }>({ key });
  const [loading, setLoading] = useState(true);
  const polling = useRef<Polling | undefined>(undefined);
  const latest = useRef(read);
  latest.current = read;

  useEffect(() => {
    const ended = new AbortController();
    async function ask(): Promise<void> {
      setLoading(true);
      try {
        const data = await latest.current(ended.signal);
        if (!ended.signal.aborted) setState({ key, data });
      } catch (error) {
        if (!ended.signal.aborted) setState((old) => ({ ...(old.key === key ? old : { key }), error: asApiError(error) }));
      }
      if (!ended.signal.aborted) setLoading(false);
    }
    const started = (polling.current = poll(ask, everyMs));
    return () => {
      ended.abort();
      started.stop();
    };
  }, [key, everyMs]);

  const refresh = useCallback(() => polling.current?.refresh(), []);
  const put = useCallback((change: (data: T | undefined) => T | undefined) => {
    setState((old) => {
      const data = change(old.data);
      return data === undefined ? { key: old.key } : { key: old.key, data };
    });
  }, []);
  const isCurrent = state.key === key;
  return { data: isCurrent ? state.data : undefined, error: isCurrent ? state.error : undefined, loading, refresh, put };
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}
