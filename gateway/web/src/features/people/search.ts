import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../api';
import type { User } from '../../protocol';
import { searchUsers } from '../../store';

const PAUSE_MS = 120;

export interface Found {
  people: readonly User[];
  loading: boolean;
  error: unknown;
}

const NOBODY: Found = { people: [], loading: false, error: undefined };

/** People by what has been typed, asked for when typing pauses. Former results stay while new ones are on their way. */
export function usePeople(query: string, limit = 20): Found {
  const [found, setFound] = useState<Found>(NOBODY);
  const words = query.trim().replace(/^@/, '');
  useEffect(() => {
    if (words === '') {
      setFound(NOBODY);
      return undefined;
    }
    const abort = new AbortController();
    setFound((before) => ({ ...before, loading: true, error: undefined }));
    const timer = setTimeout(() => {
      searchUsers(words, limit, abort.signal).then(
        (people) => setFound({ people: people.filter((person) => !person.deleted), loading: false, error: undefined }),
        (error) => !isAborted(error) && setFound({ people: [], loading: false, error }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [words, limit]);
  return found;
}

function isAborted(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'aborted';
}
