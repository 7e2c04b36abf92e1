import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../../api';
import { asApiError } from './useLive';

export interface Action {
  readonly busy: boolean;
  /** Why it failed the last time. */
  readonly error: ApiError | undefined;
  /** Does it unless it is being done; true when it succeeded. */
  run(work: () => Promise<void>): Promise<boolean>;
  clear(): void;
}

/** Something that a button does: one at a time, and what became of it. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const isBusy = useRef(false);
  const isGone = useRef(false);
  useEffect(() => () => void (isGone.current = true), []);

  const run = useCallback(async (work: () => Promise<void>) => {
    if (isBusy.current) return false;
    isBusy.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (failure) {
      if (!isGone.current) setError(asApiError(failure));
      return false;
    } finally {
      isBusy.current = false;
      if (!isGone.current) setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(undefined), []);
  return { busy, error, run, clear };
}
