/** A text without its marks: for announcements, notifications and the clipboard. */
import type { Node, Reading } from './nodes';
import { parse } from './parse';

/** How ids are called; undefined: not known. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

export function plain(text: string, names: Names, reading: Reading = {}): string {
  return join(parse(text, reading), names);
}

function join(nodes: readonly Node[], names: Names): string {
  let all = '';
  nodes.forEach((node, i) => {
    if (i > 0 && (isBlock(node) || isBlock(nodes[i - 1]!)) && !all.endsWith('\n'))
      all += '\n';
    all += one(node, names);
  });
  return all;
}

function isBlock(node: Node): boolean {
  return node.type === 'quote' || node.type === 'pre' || node.type === 'list';
}

function one(node: Node, names: Names): string {
  switch (node.type) {
    case 'text':
    case 'code':
    case 'pre':
      return node.text;
    case 'break':
      return '\n';
    case 'list':
      return node.items.map(item => `${'  '.repeat(item.depth)}${item.number === undefined ? '•' : `${item.number}.`} ${join(item.children, names)}`).join('\n');
    case 'link':
      return node.label;
    case 'user':
      return `@${names.user(node.id) ?? node.label ?? node.id}`;
    case 'channel':
      return `#${names.channel(node.id) ?? node.label ?? node.id}`;
    case 'subteam':
      return node.label ?? `@${node.id}`;
    case 'everybody':
      return `@${node.name}`;
    case 'date':
      return node.fallback;
    case 'emoji':
      return `:${node.name}:`;
    default:
      return join(node.children, names);
  }
}
