import { useEffect, useRef, useState } from 'preact/hooks';
import type { Channel } from '../../protocol';
import { keepChannels, listPublicChannels } from '../../store';
import { compareNames } from '../../text';

const PAGE = 500;

export interface Browsing {
  /** Those read so far. */
  channels: readonly Channel[];
  loading: boolean;
  error: unknown;
  /** There are others. */
  more: boolean;
  loadMore: () => void;
}

/** The public channels page by page: the next when `loadMore` is called, all that are left while `all`, for what is filtered must be there. */
export function usePublicChannels(all: boolean): Browsing {
  const [channels, setChannels] = useState<readonly Channel[]>([]);
  const [cursor, setCursor] = useState<string | null>();
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<unknown>();
  const here = useRef(true);
  const loadMore = () => {
    if (loading || cursor === null) return;
    setLoading(true);
    setError(undefined);
    listPublicChannels(cursor, PAGE)
      .then(
        (page) => {
          if (!here.current) return;
          keepChannels(page.channels);
          setChannels((before) => [...before, ...page.channels]);
          setCursor(page.next ?? null);
        },
        (failure) => here.current && setError(failure),
      )
      .finally(() => here.current && setLoading(false));
  };
  useEffect(() => () => void (here.current = false), []);
  useEffect(() => {
    if (channels.length === 0 || (all && error === undefined)) loadMore();
  }, [all, cursor]);
  return { channels, loading, error, more: cursor !== null, loadMore };
}

/** Those that a query finds, by name: every word of it in the name, the topic or the purpose. */
export function found(channels: readonly Channel[], query: string, archived: boolean): Channel[] {
  const words = query.toLowerCase().replace(/^#/, '').split(/\s+/).filter((word) => word !== '');
  return channels
    .filter((channel) => archived || !channel.is_archived)
    .filter((channel) => {
      const text = `${channel.name} ${channel.topic?.value ?? ''} ${channel.purpose?.value ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => compareNames(a.name ?? '', b.name ?? ''));
}
