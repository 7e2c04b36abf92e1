/** A stretch of a text: code as it is written, with its backticks, or what stands between. */
export interface Stretch {
  readonly text: string;
  readonly isCode: boolean;
}

const Code = /```[\s\S]*?```|`[^`\n]+`/g;

/** Cuts a text into code and the rest, as the server does. */
export function stretches(text: string): Stretch[] {
  const found: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(Code)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), isCode: false });
    found.push({ text: match[0], isCode: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), isCode: false });
  return found;
}
