/** A text field's content and selection; what a change makes of it. */
export interface Selection {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Puts marks around what is selected, or takes them away when they are there: `*` bold, `_` italic, `~` struck out, `` ` `` code. */
export function toggleMark({ text, from, to }: Selection, mark: string): Selection {
  const size = mark.length;
  const isMarked = text.slice(from - size, from) === mark && text.slice(to, to + size) === mark;
  if (isMarked && from >= size) {
    const inside = text.slice(from, to);
    return { text: text.slice(0, from - size) + inside + text.slice(to + size), from: from - size, to: to - size };
  }
  return { text: text.slice(0, from) + mark + text.slice(from, to) + mark + text.slice(to), from: from + size, to: to + size };
}

/** The mark of a keyboard shortcut, or null. */
export function markOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (event.shiftKey) return key === 'x' ? '~' : key === 'c' ? '`' : null;
  return key === 'b' ? '*' : key === 'i' ? '_' : null;
}

/** Inside a ``` block that is not closed yet: Enter begins a line there and sends nothing. */
export function isInOpenBlock(text: string, caret: number): boolean {
  return text.slice(0, caret).split('```').length % 2 === 0;
}
