import { stretches } from './code';

/** As many as the server looks up of one message. */
export const MaxLinks = 5;

/** Longer ones are refused by the server. */
const MaxAddress = 2048;

const Address = /(?<![\p{L}\p{N}])https?:\/\/[\p{L}\p{N}[][^\s<>"|`]*/giu;
const TrailingPunctuation = /[.,;:!?'*~([{]$/;
const Brackets: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** The addresses in a text as it is typed, in its order, each once; none of those in code. */
export function linksIn(text: string): string[] {
  const links = new Set<string>();
  for (const stretch of stretches(text)) {
    if (stretch.isCode) continue;
    for (const [address] of stretch.text.matchAll(Address)) if (address.length <= MaxAddress) links.add(withoutPunctuation(address));
  }
  return [...links].slice(0, MaxLinks);
}

/** Without what belongs to the sentence around it: its full stop, or a bracket that was opened before it. */
function withoutPunctuation(address: string): string {
  for (;;) {
    const last = address.at(-1) ?? '';
    const opening = Brackets[last];
    const isForeign = opening !== undefined && count(address, last) > count(address, opening);
    if (!isForeign && !TrailingPunctuation.test(address)) return address;
    address = address.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
