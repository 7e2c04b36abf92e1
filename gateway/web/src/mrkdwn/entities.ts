const ENTITY = /&(amp|lt|gt);/g;
const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** Slack's three entities, once: `&amp;lt;` is the text `&lt;`. */
export function decode(text: string): string {
  return text.includes('&') ? text.replace(ENTITY, (_, name: string) => CHARACTERS[name]!) : text;
}
