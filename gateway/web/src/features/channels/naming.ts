export const MAX_NAME = 80;

/** What is typed as a channel's name, as names are: lower case, a hyphen for each stretch of spaces, no `#` before it. */
export function nameTyped(text: string): string {
  return text.replace(/^#+/, '').toLowerCase().replace(/\s+/g, '-').slice(0, MAX_NAME);
}
