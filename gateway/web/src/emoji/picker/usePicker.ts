import { useEffect, useMemo, useState } from 'preact/hooks';
import type { CustomEmoji } from '../names';
import { recentEmoji } from '../recent';
import { completeEmoji, type EmojiMatch } from '../search';
import { emojiRows } from '../table';
import { linesOf, sectionsOf, type Line, type Section } from './sections';

export const columns = 9;
const mostFound = 99;

/** What the picker shows: everything in sections, or what was found. Whoever shows the picker has loaded the table. */
export function usePicker(query: string, custom: CustomEmoji): { sections: readonly Section[]; lines: readonly Line[] } {
  const [found, setFound] = useState<readonly EmojiMatch[]>([]);
  // As it was when the picker opened: the grid does not move under the hand.
  const [recent] = useState(recentEmoji.value);

  useEffect(() => {
    let gone = false;
    if (query) completeEmoji(query, { custom, limit: mostFound }).then((matches) => gone || setFound(matches), () => undefined);
    return () => {
      gone = true;
    };
  }, [query, custom]);

  const rows = emojiRows.value;
  const all = useMemo(() => sectionsOf(rows, custom, recent), [rows, custom, recent]);
  const sections = useMemo<readonly Section[]>(() => (query ? [{ id: 'found', emoji: found }] : all), [query, found, all]);
  return { sections, lines: useMemo(() => linesOf(sections, columns), [sections]) };
}
