import { groups, type EmojiRow, type Group } from '../data';
import { customCandidates, type EmojiMatch } from '../search';
import type { CustomEmoji } from '../names';

export interface Section {
  id: Group | 'recent' | 'custom' | 'found';
  emoji: readonly EmojiMatch[];
}

/** What the picker shows when nothing is searched for: the last used, the team's own, and the standard groups. */
export function sectionsOf(rows: readonly EmojiRow[], custom: CustomEmoji, recent: readonly string[]): Section[] {
  const standard = rows.map(([text, names, group, toned]) => ({ name: names.split(' ')[0] ?? '', names, text, group, toned: toned !== undefined }));
  const own = customCandidates(custom);
  const byName = new Map<string, EmojiMatch>(standard.flatMap((emoji) => emoji.names.split(' ').map((name) => [name, emoji])));
  for (const emoji of own) byName.set(emoji.name, emoji);
  const sections: Section[] = [
    { id: 'recent', emoji: recent.flatMap((name) => byName.get(name) ?? []) },
    { id: 'custom', emoji: own },
    ...groups.map((id) => ({ id, emoji: standard.filter((emoji) => emoji.group === id) })),
  ];
  return sections.filter(({ emoji }) => emoji.length > 0);
}

/** A line of the grid: a heading, or up to `columns` emoji. */
export type Line =
  | { key: string; heading: Section['id'] }
  | { key: string; section: Section['id']; emoji: readonly EmojiMatch[] };

export function linesOf(sections: readonly Section[], columns: number): Line[] {
  return sections.flatMap(({ id, emoji }) => {
    const lines: Line[] = id === 'found' ? [] : [{ key: id, heading: id }];
    for (let i = 0; i < emoji.length; i += columns) lines.push({ key: `${id}-${i}`, section: id, emoji: emoji.slice(i, i + columns) });
    return lines;
  });
}

/** A place in the grid. */
export interface Cell {
  line: number;
  column: number;
}

/** Where a key leads from a cell; undefined when it does not move. Headings are passed over, short lines end where they end. */
export function moved(lines: readonly Line[], { line, column }: Cell, key: string): Cell | undefined {
  const width = (at: number) => lengthOf(lines[at]);
  const vertical = (step: 1 | -1, from = line): Cell | undefined => {
    let at = from + step;
    while (at >= 0 && at < lines.length && width(at) === 0) at += step;
    return width(at) > 0 ? { line: at, column: Math.min(column, width(at) - 1) } : undefined;
  };
  switch (key) {
    case 'ArrowRight': {
      if (column + 1 < width(line)) return { line, column: column + 1 };
      const next = vertical(1);
      return next && { ...next, column: 0 };
    }
    case 'ArrowLeft': {
      if (column > 0) return { line, column: column - 1 };
      const before = vertical(-1);
      return before && { ...before, column: width(before.line) - 1 };
    }
    case 'ArrowDown':
      return vertical(1);
    case 'ArrowUp':
      return vertical(-1);
    case 'PageDown':
      return vertical(1, Math.min(line + 4, lines.length - 2)) ?? lastCell(lines);
    case 'PageUp':
      return vertical(-1, Math.max(line - 4, 1)) ?? firstCell(lines);
    case 'Home':
      return firstCell(lines);
    case 'End':
      return lastCell(lines);
    default:
      return undefined;
  }
}

export function firstCell(lines: readonly Line[]): Cell | undefined {
  const line = lines.findIndex((line) => lengthOf(line) > 0);
  return line < 0 ? undefined : { line, column: 0 };
}

function lastCell(lines: readonly Line[]): Cell | undefined {
  const line = lines.findLastIndex((line) => lengthOf(line) > 0);
  return line < 0 ? undefined : { line, column: lengthOf(lines[line]) - 1 };
}

export function emojiAt(lines: readonly Line[], cell: Cell | undefined): EmojiMatch | undefined {
  const line = cell && lines[cell.line];
  return line && 'emoji' in line ? line.emoji[cell.column] : undefined;
}

function lengthOf(line: Line | undefined): number {
  return line && 'emoji' in line ? line.emoji.length : 0;
}
