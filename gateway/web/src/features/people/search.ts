import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../api';
import type { User } from '../../protocol';
import { searchUsers } from '../../store';

const PAUSE_MS = 120;

export interface Found {
  people: readonly User[];
  /** What was asked for when these were found. */
  of: string;
  loading: boolean;
  error: unknown;
}

const NOBODY: Found = { people: [], of: '', loading: false, error: undefined };

/** People by what has been typed, asked for when typing pauses. Former results stay while new ones are on their way. */
export function usePeople(query: string, limit = 20): Found {
  const [found, setFound] = useState<Found>(NOBODY);
  const words = wordsOf(query);
  useEffect(() => {
    if (words === '') {
      setFound(NOBODY);
      return undefined;
    }
    const abort = new AbortController();
    setFound((before) => ({ ...before, loading: true, error: undefined }));
    const timer = setTimeout(() => {
      searchUsers(words, limit, abort.signal).then(
        (people) => setFound({ people: people.filter((person) => !person.deleted), of: words, loading: false, error: undefined }),
        (error) => !isAborted(error) && setFound({ people: [], of: words, loading: false, error }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [words, limit]);
  return found;
}

/** A query without what stands around it. */
export function wordsOf(query: string): string {
  return query.trim().replace(/^@/, '');
}

function isAborted(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'aborted';
}
