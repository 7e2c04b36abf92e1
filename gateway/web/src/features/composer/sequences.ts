import { stretches } from './code';

/**
 * What words of a text as it is typed stand for in mrkdwn: `@Anna` for `<@U1>`. It is remembered beside the text, since a name alone does not tell
 * whose it is.
 */
export type Sequences = Readonly<Record<string, string>>;

/** A text as it stands in the composer. */
export interface Typed {
  readonly text: string;
  readonly sequences: Sequences;
}

/** How names that were typed by hand are found; both are asked in lower case and answer null for what they do not know. */
export interface Names {
  user(name: string): string | null;
  channel(name: string): string | null;
}

/** How ids are shown. */
export interface Labels {
  user(id: string): string;
  channel(id: string): string | null;
}

const Everybody: Readonly<Record<string, string>> = { '@here': '<!here>', '@channel': '<!channel>', '@everyone': '<!everyone>' };
const NamedWord = /(?<![\p{L}\p{N}._\-+@/#&])([@#])([\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,79}))/gu;
const Sequence = /<([@#!]|https?:|mailto:)([^<>\n|]*)(?:\|([^<>\n]*))?>/g;

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The typed text as mrkdwn: escaped, with mentions as sequences. Addresses are made links by the server. */
export function toMrkdwn(typed: Typed, names: Names): string {
  const known = { ...Everybody, ...typed.sequences };
  const remembered = wordsPattern(Object.keys(known));
  return stretches(typed.text.trim())
    .map((stretch) => (stretch.isCode ? escape(stretch.text) : linked(stretch.text, remembered, known, names)))
    .join('');
}

function linked(text: string, remembered: RegExp, known: Sequences, names: Names): string {
  let output = '';
  let end = 0;
  for (const match of text.matchAll(remembered)) {
    output += named(text.slice(end, match.index), names) + (known[match[0]] ?? escape(match[0]));
    end = match.index + match[0].length;
  }
  return output + named(text.slice(end), names);
}

/** The typed text for keeping, with nothing looked up and nothing cut: {@link fromMrkdwn} brings it back as it was. */
export function toDraft(typed: Typed): string {
  const labelled = Object.entries(typed.sequences).map(([word, sequence]) => [word, withLabel(word, sequence)] as const);
  if (labelled.length === 0) return escape(typed.text);
  const known = Object.fromEntries(labelled);
  const remembered = wordsPattern(Object.keys(known));
  const nobody: Names = { user: () => null, channel: () => null };
  return stretches(typed.text)
    .map((stretch) => (stretch.isCode ? escape(stretch.text) : linked(stretch.text, remembered, known, nobody)))
    .join('');
}

/** With the name that it was written by: whoever it is need not be known when the draft is opened again. */
function withLabel(word: string, sequence: string): string {
  const bare = /^<([@#][^|>]+)>$/.exec(sequence);
  return bare ? `<${bare[1]}|${escape(word.slice(1))}>` : sequence;
}

/** Names typed by hand. A full stop behind a name is the sentence's. */
function named(text: string, names: Names): string {
  let output = '';
  let end = 0;
  for (const match of text.matchAll(NamedWord)) {
    const [word, sign, rest = ''] = match;
    const name = rest.replace(/[._-]+$/, '');
    const sequence = sign === '@' ? names.user(name.toLowerCase()) : names.channel(name.toLowerCase());
    if (!sequence) continue;
    output += escape(text.slice(end, match.index)) + sequence;
    end = match.index + word.length - (rest.length - name.length);
  }
  return output + escape(text.slice(end));
}

/** The longest first: `@Anna Berg` before `@Anna`. What goes on as a word is another word. */
function wordsPattern(words: string[]): RegExp {
  const alternatives = words.sort((a, b) => b.length - a.length).map((word) => {
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return word.startsWith('<') ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
  });
  return new RegExp(alternatives.join('|'), 'gu');
}

/** A stored text for the composer: the inverse of {@link toMrkdwn}. */
export function fromMrkdwn(mrkdwn: string, labels: Labels): Typed {
  const sequences: Record<string, string> = {};
  const text = mrkdwn.replace(Sequence, (sequence: string, kind: string, target: string, label: string | undefined) => {
    const shown = shownAs(sequence, kind, target, label, labels);
    if (!shown.keeps) return escape(shown.text);
    const word = unescape(shown.text);
    const meant = kind === '@' || kind === '#' ? `<${kind}${target}>` : sequence;
    // Of two people with one name the second stands as what it is: the name would be the first one's.
    const isTaken = sequences[word] !== undefined && sequences[word] !== meant;
    sequences[isTaken ? meant : word] = meant;
    return escape(isTaken ? meant : word);
  });
  return { text: unescape(text), sequences };
}

function shownAs(sequence: string, kind: string, target: string, label: string | undefined, labels: Labels): { text: string; keeps: boolean } {
  if (kind === '@') return { text: `@${label || labels.user(target)}`, keeps: true };
  if (kind === '#') return { text: `#${label || (labels.channel(target) ?? target)}`, keeps: true };
  if (kind === '!') return { text: label ? label : `@${target}`, keeps: true };
  const address = unescape(kind + target);
  if (label === undefined) return { text: address, keeps: false };
  const isMadeByServer = address === `http://${unescape(label)}` || address === `mailto:${unescape(label)}`;
  return isMadeByServer ? { text: unescape(label), keeps: false } : { text: sequence, keeps: true };
}
