/** What stands between `<` and `>`. */
import { decode } from './entities';
import { safeHref } from './hrefs';
import type { Node } from './nodes';

const USER = /^@([UWB][A-Z0-9]{1,30})$/;
const CHANNEL = /^#([CGD][A-Z0-9]{1,30})$/;
const SUBTEAM = /^!subteam\^(S[A-Z0-9]{1,30})$/;
const DATE = /^!date\^(\d{1,12})\^([^^]+)(?:\^(.+))?$/;
const EVERYBODY = /^!(here|channel|everyone)$/;

/** Reads the inside of a sequence. Whatever it is not, it is a text. */
export function readControl(inside: string): Node {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 || bar === inside.length - 1 ? undefined : decode(inside.slice(bar + 1));
  switch (target[0]) {
    case '@':
      return reference('user', USER.exec(target), label) ?? asText(target, label);
    case '#':
      return reference('channel', CHANNEL.exec(target), label) ?? asText(target, label);
    case '!':
      return command(target, label);
    default:
      return link(target, label);
  }
}

function reference(type: 'user' | 'channel' | 'subteam', match: RegExpExecArray | null, label: string | undefined): Node | undefined {
  if (match === null)
    return undefined;
  return label === undefined ? { type, id: match[1]! } : { type, id: match[1]!, label };
}

function command(target: string, label: string | undefined): Node {
  const everybody = EVERYBODY.exec(target);
  if (everybody !== null)
    return { type: 'everybody', name: everybody[1] as 'here' | 'channel' | 'everyone' };
  const subteam = reference('subteam', SUBTEAM.exec(target), label);
  if (subteam !== undefined)
    return subteam;
  const date = DATE.exec(target);
  if (date !== null)
    return dateOf(date, label);
  return { type: 'text', text: `<${label ?? decode(target.slice(1))}>` };
}

function dateOf([, time, format, address]: RegExpExecArray, label: string | undefined): Node {
  const node: Node = { type: 'date', time: Number(time), format: decode(format!), fallback: label ?? decode(format!) };
  const href = address === undefined ? undefined : safeHref(decode(address));
  return href === undefined ? node : { ...node, href };
}

function link(target: string, label: string | undefined): Node {
  const address = decode(target);
  const href = safeHref(address);
  if (href === undefined)
    return asText(target, label);
  return { type: 'link', href, label: label ?? (href.startsWith('mailto:') ? address.slice('mailto:'.length) : address) };
}

function asText(target: string, label: string | undefined): Node {
  return { type: 'text', text: label ?? `<${decode(target)}>` };
}
