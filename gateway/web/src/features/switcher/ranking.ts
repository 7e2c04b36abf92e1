/** What can be gone to. */
export interface Candidate {
  /** A channel's or a user's id. */
  id: string;
  /** By which it is found: name first, then handle and the like. */
  names: readonly string[];
}

/** How well names fit what was typed: 4 the name itself, 3 its beginning, 2 the beginning of a word, 1 somewhere within; 0 not at all. */
export function fit(query: string, names: readonly string[]): number {
  const text = fold(query);
  let best = 0;
  for (const name of names) {
    const folded = fold(name);
    const at = folded.indexOf(text);
    if (at < 0) continue;
    best = Math.max(best, folded === text ? 4 : at === 0 ? 3 : isWordAt(folded, text) ? 2 : 1);
  }
  return best > 0 ? best : fitsByWords(text, names) ? 1 : 0;
}

/** Those that fit, the best first; of two that fit alike the one where one has been lately. Without a query: where one has been, then the rest. */
export function rank<C extends Candidate>(query: string, candidates: readonly C[], recent: readonly string[], limit: number): C[] {
  const lately = new Map(recent.map((id, i) => [id, i]));
  const place = (candidate: C) => lately.get(candidate.id) ?? recent.length;
  const scored = candidates.map((candidate) => ({ candidate, score: query.trim() === '' ? 1 : fit(query, candidate.names) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || place(a.candidate) - place(b.candidate))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** `ann be` finds Ann Berg, and `be ann` does. */
function fitsByWords(text: string, names: readonly string[]): boolean {
  const words = text.split(' ').filter((word) => word !== '');
  return words.length > 1 && names.some((name) => words.every((word) => isWordAt(fold(name), word)));
}

function isWordAt(text: string, word: string): boolean {
  return text.startsWith(word) || [' ', '-', '_', '.', ','].some((gap) => text.includes(gap + word));
}

/** Without case and accents, so that `jose` finds José. */
function fold(text: string): string {
  return text.trim().replace(/^[#@]/, '').normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase();
}
