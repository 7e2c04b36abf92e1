import type { Member } from '../bodies';
import { listMembers } from '../calls';
import { useList, type List } from '../live/useList';

/** A team's members: the first of them, or everybody once `all` is wanted. */
export function useRoster(team: string, all: boolean): List<Member> {
  return useList<Member>(
    team,
    async (cursor, limit, signal) => {
      const page = await listMembers(team, cursor, limit, signal);
      return { items: page.users, next: page.next_cursor };
    },
    all,
  );
}
