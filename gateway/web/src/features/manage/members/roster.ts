import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../../api';
import { asApiError } from '../live/useLive';
import type { Member } from '../bodies';
import { listMembers } from '../calls';

/** The first page is small, so that it is seen soon; the rest is read as it is wanted, in large ones. */
const firstPage = 200;
const furtherPage = 1000;

export interface Roster {
  readonly members: readonly Member[];
  /** Everybody has been read. */
  readonly complete: boolean;
  readonly loading: boolean;
  readonly error: ApiError | undefined;
  retry(): void;
  /** Puts in a member that is new or has changed. */
  put(member: Member): void;
}

/** A team's members in the order of their ids: a page, or all of them once `all` is wanted (to look for somebody, to sort). */
export function useRoster(team: string, all: boolean, list: typeof listMembers = listMembers): Roster {
  const [state, setState] = useState<{ members: readonly Member[]; cursor: string | null }>({ members: [], cursor: '' });
  const [error, setError] = useState<ApiError>();
  const wanted = state.cursor !== null && error === undefined && (all || state.cursor === '');

  useEffect(() => {
    if (!wanted) return undefined;
    const ended = new AbortController();
    const { cursor } = state;
    void (async () => {
      try {
        const page = await list(team, cursor ?? '', cursor ? furtherPage : firstPage, ended.signal);
        if (!ended.signal.aborted)
          setState((old) => ({ members: merge(old.members, page.users), cursor: page.next_cursor || null }));
      } catch (failure) {
        if (!ended.signal.aborted) setError(asApiError(failure));
      }
    })();
    return () => ended.abort();
  }, [team, wanted, state.cursor]);

  const put = useCallback((member: Member) => setState((old) => ({ ...old, members: merge(old.members, [member]) })), []);
  const retry = useCallback(() => setError(undefined), []);
  return { members: state.members, complete: state.cursor === null, loading: wanted, error, retry, put };
}

function merge(old: readonly Member[], more: readonly Member[]): readonly Member[] {
  const fresh = new Map(more.map((member) => [member.id, member]));
  const kept = old.map((member) => {
    const found = fresh.get(member.id);
    fresh.delete(member.id);
    return found ?? member;
  });
  return [...kept, ...fresh.values()];
}
