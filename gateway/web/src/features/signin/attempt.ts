import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../api';
import { t } from '../../text';
import { errorWords } from '../errors';

export interface Attempt {
  busy: boolean;
  error: unknown;
  /** Seconds until the server will listen again; 0: now. */
  wait: number;
  /** Does it once; failures are kept in `error`. Answers whether it succeeded. */
  run: (action: () => Promise<void>) => Promise<boolean>;
}

/** One attempt at a time, and none while the server has asked to wait. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (wait === 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  const run = async (action: () => Promise<void>) => {
    if (busy || wait > 0) return false;
    setBusy(true);
    setError(undefined);
    try {
      await action();
      return true;
    } catch (failure) {
      setError(failure);
      if (failure instanceof ApiError && failure.code === 'ratelimited') setWait(failure.retryAfter ?? 1);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, wait, run };
}

/** A failure in words, with sentences of the form's own for some codes. */
export function wordsFor(error: unknown, own: Readonly<Record<string, string>> = {}): string | undefined {
  if (error === undefined) return undefined;
  const code = error instanceof ApiError ? error.code : '';
  // The button counts the seconds.
  return code === 'ratelimited' ? t('signin.tooMany') : own[code] ?? errorWords(error);
}
