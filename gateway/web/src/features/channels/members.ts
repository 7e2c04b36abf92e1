import { useEffect, useState } from 'preact/hooks';
import type { Channel, User, UserId } from '../../protocol';
import { loadMembers, membersOf, nameOf, users } from '../../store';
import { usePeople, wordsOf } from '../people';

const Page = 200;

/** While a filter wants all of them. */
const LargePage = 1000;

/** More members than these are not read for a filter. */
const Most = 50_000;

/** As many as the server finds at once. */
const MostFound = 50;

export interface Members {
  /** Those read so far, or of them those that the query finds; undefined: none read yet. */
  shown: readonly UserId[] | undefined;
  loading: boolean;
  error: unknown;
  loadMore: () => void;
  /** Of a query: it is still being looked for, or there may be others than those shown. */
  searching: boolean;
  partial: boolean;
}

/**
 * A conversation's members, page by page; with a query those whom it finds. A page has ids alone, so that names are looked for on the server, and of those
 * found the members are shown; for that all ids are read.
 */
export function useMembers(channel: Channel, query: string): Members {
  const text = wordsOf(query).toLowerCase();
  const { members, more, loading, error, loadMore } = usePages(channel, text !== '');
  const found = usePeople(text, MostFound);
  if (text === '') return { shown: members, loading, error, loadMore, searching: false, partial: false };
  const known = users.value;
  const isAsking = found.loading || found.of !== text;
  const isFound = new Set(isAsking ? [] : found.people.map((person) => person.id));
  return {
    shown: members?.filter((id) => isFound.has(id) || isNamed(known[id], text)),
    loading,
    error: error ?? found.error,
    loadMore,
    searching: isAsking || loading,
    partial: more || found.people.length >= MostFound,
  };
}

function usePages(channel: Channel, all: boolean) {
  const members = channel.is_mpim ? channel.members : membersOf(channel.id).value;
  const [cursor, setCursor] = useState<string | null>();
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<unknown>();
  const more = !channel.is_mpim && cursor !== null;
  const loadMore = () => {
    if (loading || !more) return;
    setLoading(true);
    setError(undefined);
    loadMembers(channel.id, cursor, all ? LargePage : Page)
      .then((next) => setCursor(next ?? null), setError)
      .finally(() => setLoading(false));
  };
  useEffect(loadMore, [channel.id]);
  useEffect(() => {
    if (all && error === undefined && (members?.length ?? 0) < Most) loadMore();
  }, [all, loading]);
  return { members, more, loading, error, loadMore };
}

/** Whoever is known is found by any part of the name or handle. */
function isNamed(user: User | null | undefined, text: string): boolean {
  return user != null && (nameOf(user).toLowerCase().includes(text) || user.name.toLowerCase().includes(text));
}
