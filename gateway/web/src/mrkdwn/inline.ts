/**
 * One line: styles, code, sequences, emoji. A single pass; what opens is on a stack that holds each style at most once, so that its time grows with the
 * text and no faster, whatever stands in it.
 */
import { readControl } from './controls';
import { decode } from './entities';
import type { Node, Reading } from './nodes';

type Style = 'bold' | 'italic' | 'strike' | 'highlight';

const STYLES: Readonly<Record<string, Style>> = { '*': 'bold', _: 'italic', '~': 'strike' };
const HIGHLIGHT_BEGINS = '\uE000';
const HIGHLIGHT_ENDS = '\uE001';

const CONTROL = /<([^<>\n]+)>/y;
const EMOJI = /:([a-z0-9_+'-]{1,64}):(?::skin-tone-([2-6]):)?/y;
const PLAIN = /[^*_~`<:\uE000\uE001]+/y;
const IN_WORD = /[\p{L}\p{N}]/u;
const SPACE = /\s/;

interface Frame {
  style: Style | undefined;
  /** What opened it, to be shown if it is never closed. */
  mark: string;
  children: Node[];
}

export function parseInline(line: string, reading: Reading = {}): Node[] {
  return new InlineParser(line, reading).parse();
}

class InlineParser {
  private at = 0;
  private readonly stack: Frame[] = [{ style: undefined, mark: '', children: [] }];
  private noMoreTicks = false;

  constructor(private readonly line: string, private readonly reading: Reading) {}

  parse(): Node[] {
    while (this.at < this.line.length)
      this.step();
    while (this.stack.length > 1)
      this.giveUp();
    return this.stack[0]!.children;
  }

  private step(): void {
    const plain = this.match(PLAIN);
    if (plain !== null) {
      this.text(decode(plain[0]));
      return;
    }
    const char = this.line[this.at]!;
    if (char === '<' && this.control())
      return;
    if (char === ':' && this.emoji())
      return;
    if (char === '`' && this.code())
      return;
    if ((char === HIGHLIGHT_BEGINS || char === HIGHLIGHT_ENDS) && this.reading.highlight === true)
      this.highlight(char);
    else
      this.delimiter(char);
    this.at++;
  }

  private control(): boolean {
    const match = this.match(CONTROL);
    if (match === null)
      return false;
    this.add(readControl(withoutHighlight(match[1]!, this.reading)));
    return true;
  }

  private emoji(): boolean {
    const match = this.reading.styles === false ? null : this.match(EMOJI);
    if (match === null)
      return false;
    const [, name, skin] = match;
    this.add(skin === undefined ? { type: 'emoji', name: name! } : { type: 'emoji', name: name!, skin: Number(skin) });
    return true;
  }

  private code(): boolean {
    if (this.noMoreTicks || this.reading.styles === false)
      return false;
    const end = this.line.indexOf('`', this.at + 1);
    this.noMoreTicks = end < 0;
    if (end <= this.at + 1)
      return false;
    this.add({ type: 'code', text: verbatim(withoutHighlight(this.line.slice(this.at + 1, end), this.reading)) });
    this.at = end + 1;
    return true;
  }

  private delimiter(char: string): void {
    const style = this.reading.styles === false ? undefined : STYLES[char];
    if (style === undefined)
      this.text(char);
    else if (this.isOpen(style) && this.mayClose(char))
      this.close(style);
    else if (!this.isOpen(style) && this.mayOpen(char))
      this.stack.push({ style, mark: char, children: [] });
    else
      this.text(char);
  }

  private highlight(char: string): void {
    if (char === HIGHLIGHT_BEGINS && !this.isOpen('highlight'))
      this.stack.push({ style: 'highlight', mark: '', children: [] });
    else if (char === HIGHLIGHT_ENDS && this.isOpen('highlight'))
      this.close('highlight');
  }

  /** Before a word, and not within one: `snake_case` is no italic. */
  private mayOpen(char: string): boolean {
    const next = this.line[this.at + 1];
    return next !== undefined && next !== char && !SPACE.test(next) && !this.isWordAt(this.at - 1);
  }

  private mayClose(char: string): boolean {
    const before = this.line[this.at - 1]!;
    return before !== char && !SPACE.test(before) && !this.isWordAt(this.at + 1);
  }

  private isWordAt(at: number): boolean {
    const char = this.line[at];
    return char !== undefined && IN_WORD.test(char);
  }

  private isOpen(style: Style): boolean {
    return this.stack.some(frame => frame.style === style);
  }

  private close(style: Style): void {
    while (this.stack.at(-1)!.style !== style)
      this.giveUp();
    const { children } = this.stack.pop()!;
    if (children.length > 0)
      this.add({ type: style, children });
  }

  /** What was opened last is no style after all. */
  private giveUp(): void {
    const { mark, children } = this.stack.pop()!;
    this.text(mark);
    for (const child of children)
      this.add(child);
  }

  private text(text: string): void {
    if (text !== '')
      this.add({ type: 'text', text });
  }

  private add(node: Node): void {
    const { children } = this.stack.at(-1)!;
    const last = children.at(-1);
    if (node.type === 'text' && last?.type === 'text')
      children[children.length - 1] = { type: 'text', text: last.text + node.text };
    else
      children.push(node);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.line);
    if (match !== null)
      this.at += match[0].length;
    return match;
  }
}

/** The text of code: sequences as people would read them, everything else as it is. */
export function verbatim(text: string): string {
  return decode(text.replace(/<([^<>\n]+)>/g, (_, inside: string) => {
    const node = readControl(inside);
    const shown = node.type === 'link' ? node.label : inside.includes('|') ? inside.slice(inside.indexOf('|') + 1) : inside;
    return node.type === 'link' ? encode(shown) : shown;
  }));
}

function encode(text: string): string {
  return text.replace(/[&<>]/g, char => char === '&' ? '&amp;' : char === '<' ? '&lt;' : '&gt;');
}

function withoutHighlight(text: string, reading: Reading): string {
  return reading.highlight === true ? text.replace(/[\uE000\uE001]/g, '') : text;
}
