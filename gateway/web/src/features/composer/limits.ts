import { escape } from './sequences';

/** UTF-16 units of a message's text, as the server counts them. */
export const MaxText = 40_000;

/** What is left is told when it is less than this. */
const Near = 1000;

/** How many characters are left, when few are (negative: too many), or null. */
export function charactersLeft(text: string): number | null {
  // Escaping makes a character at most five; a short text need not be escaped to be known as short.
  if (text.length * 5 <= MaxText - Near) return null;
  const left = MaxText - escape(text.trim()).length;
  return left < Near ? left : null;
}
