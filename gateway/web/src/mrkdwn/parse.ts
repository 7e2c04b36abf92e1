/**
 * Slack's mrkdwn as a tree: what stands in lines of their own (```` ``` ````, `>`, lists) here, what stands in a line in inline.ts. Time grows with the text and no
 * faster; what is not closed stands for itself.
 */
import { parseInline, verbatim } from './inline';
import type { ListItem, Node, Reading } from './nodes';

const FENCE = '```';
const QUOTE = /^&gt;[ ]?/;
const QUOTE_REST = /^&gt;&gt;&gt;[ ]?/;
const BULLET = /^([ \t]{0,24})(?:[•◦▪‣*-]|(\d{1,9})[.)])[ \t]+(?=\S)/;
const MAX_DEPTH = 5;

export function parse(text: string, reading: Reading = {}): Node[] {
  const nodes: Node[] = [];
  if (reading.styles === false)
    paragraphs(text.split('\n'), reading, nodes);
  else
    blocks(text, reading, nodes, true);
  return nodes;
}

function blocks(text: string, reading: Reading, into: Node[], mayQuote: boolean): void {
  let at = 0;
  while (at < text.length) {
    const begins = text.indexOf(FENCE, at);
    const ends = begins < 0 ? -1 : text.indexOf(FENCE, begins + FENCE.length + 1);
    const isLast = ends < 0;
    const before = text.slice(at, isLast ? text.length : begins);
    if (before !== '') {
      const rest = lines(isLast ? before : before.replace(/\n$/, ''), reading, into, mayQuote);
      if (rest !== undefined) {
        const children: Node[] = [];
        blocks(rest + text.slice(at + before.length), reading, children, false);
        into.push({ type: 'quote', children });
        return;
      }
    }
    if (isLast)
      return;
    into.push({ type: 'pre', text: verbatim(text.slice(begins + FENCE.length, ends)).replace(/^\n|\n$/g, '') });
    at = ends + FENCE.length;
    if (text[at] === '\n')
      at++;
  }
}

/** Reads lines; when `>>>` begins a quote of all that follows, it answers the rest of these. */
function lines(text: string, reading: Reading, into: Node[], mayQuote: boolean): string | undefined {
  const all = text.split('\n');
  let i = 0;
  while (i < all.length) {
    const line = all[i]!;
    if (mayQuote && QUOTE_REST.test(line))
      return [line.replace(QUOTE_REST, ''), ...all.slice(i + 1)].join('\n');
    const begins = i;
    if (mayQuote && QUOTE.test(line)) {
      while (i < all.length && QUOTE.test(all[i]!) && !QUOTE_REST.test(all[i]!))
        i++;
      const children: Node[] = [];
      lines(all.slice(begins, i).map(line => line.replace(QUOTE, '')).join('\n'), reading, children, false);
      into.push({ type: 'quote', children });
    } else if (BULLET.test(line)) {
      i = list(all, i, reading, into);
    } else {
      while (i < all.length && !BULLET.test(all[i]!) && !(mayQuote && QUOTE.test(all[i]!)))
        i++;
      paragraphs(all.slice(begins, i), reading, into);
    }
  }
  return undefined;
}

/** Items of one kind that follow each other. */
function list(all: readonly string[], from: number, reading: Reading, into: Node[]): number {
  const ordered = BULLET.exec(all[from]!)![2] !== undefined;
  const items: ListItem[] = [];
  let i = from;
  for (; i < all.length; i++) {
    const match = BULLET.exec(all[i]!);
    if (match === null || (match[2] !== undefined) !== ordered)
      break;
    const [mark, indent, number] = match;
    const item: ListItem = { depth: depthOf(indent!), children: parseInline(all[i]!.slice(mark.length), reading) };
    items.push(number === undefined ? item : { ...item, number: Number(number) });
  }
  into.push({ type: 'list', ordered, items });
  return i;
}

function depthOf(indent: string): number {
  return Math.min(MAX_DEPTH, Math.floor(indent.replaceAll('\t', '    ').length / 2));
}

function paragraphs(all: readonly string[], reading: Reading, into: Node[]): void {
  all.forEach((line, i) => {
    if (i > 0)
      into.push({ type: 'break' });
    for (const node of parseInline(line, reading))
      into.push(node);
  });
}
