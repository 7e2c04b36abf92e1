import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Channel } from '../../protocol';
import type { Choice, Query } from './completion';
import { foundChoices, joined, knownChoices } from './sources';

/** The server is asked when typing rests this long, in milliseconds. */
const Rest = 120;

/** What can be completed: what is known at once, what is found a little later. */
export function useCompletion(query: Query | null, channel: Channel | undefined): readonly Choice[] {
  const known = useMemo(() => (query ? knownChoices(query, channel) : []), [query, channel]);
  const [found, setFound] = useState<{ query: Query; choices: readonly Choice[] } | null>(null);
  useEffect(() => {
    if (!query) return;
    const abort = new AbortController();
    const timer = setTimeout(
      async () => {
        const choices = await foundChoices(query, abort.signal);
        if (!abort.signal.aborted) setFound({ query, choices });
      },
      query.sign === ':' ? 0 : Rest,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query]);
  return useMemo(() => {
    if (!query) return [];
    // Until the answer is there, what was found for the word so far stays, if it is the same word: the list does not flicker.
    const isSameWord = found?.query.from === query.from && found.query.sign === query.sign;
    const fitting = isSameWord ? found.choices.filter((choice) => found.query === query || fits(choice, query)) : [];
    return joined(known, fitting);
  }, [query, known, found]);
}

function fits(choice: Choice, query: Query): boolean {
  return `${choice.label} ${choice.detail ?? ''}`.toLowerCase().includes(query.text);
}
