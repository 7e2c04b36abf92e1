/** Stretches of messages: put together, changed, cut. Pure; what does not change keeps its identity. */
import { TS_END, type Message, type Ts } from '../protocol';
import type { History, Stretch } from './state';

export function isLive(stretch: Stretch | undefined): boolean {
  return stretch?.to === TS_END;
}

/** The stretch of the newest messages, if it is known. */
export function liveOf(history: History | undefined): Stretch | undefined {
  const last = history?.at(-1);
  return isLive(last) ? last : undefined;
}

export function stretchAround(history: History | undefined, ts: Ts): Stretch | undefined {
  return history?.find(stretch => stretch.from <= ts && ts <= stretch.to);
}

export function find(history: History | undefined, ts: Ts): Message | undefined {
  const stretch = stretchAround(history, ts);
  if (stretch === undefined)
    return undefined;
  const message = stretch.messages[placeOf(stretch.messages, ts)];
  return message?.ts === ts ? message : undefined;
}

/**
 * Adds what was read. Within its bounds the page is the truth: a message that it does not have was deleted. Stretches that it touches become one with it.
 */
export function merge(history: History, page: Stretch): History {
  const before: Stretch[] = [];
  const after: Stretch[] = [];
  let { from, to } = page;
  let head: readonly Message[] = [];
  let tail: readonly Message[] = [];
  for (const stretch of history) {
    if (stretch.to < page.from) {
      before.push(stretch);
    } else if (stretch.from > page.to) {
      after.push(stretch);
    } else {
      if (stretch.from < from) {
        from = stretch.from;
        head = stretch.messages.slice(0, placeOf(stretch.messages, page.from));
      }
      if (stretch.to > to) {
        to = stretch.to;
        tail = stretch.messages.slice(placeAfter(stretch.messages, page.to));
      }
    }
  }
  const messages = [...head, ...distinct(page.messages), ...tail];
  return [...before, { from, to, messages }, ...after];
}

/** Puts a message in its place, or in place of the one that has its ts, if a stretch reaches there. */
export function put(history: History, message: Message): History {
  return mapAround(history, message.ts, stretch => {
    const at = placeOf(stretch.messages, message.ts);
    const replaced = stretch.messages[at]?.ts === message.ts ? 1 : 0;
    return { ...stretch, messages: stretch.messages.toSpliced(at, replaced, message) };
  });
}

/** Changes a message that is there. */
export function change(history: History, ts: Ts, make: (message: Message) => Message): History {
  return mapAround(history, ts, stretch => {
    const at = placeOf(stretch.messages, ts);
    const message = stretch.messages[at];
    if (message === undefined || message.ts !== ts)
      return stretch;
    const changed = make(message);
    return changed === message ? stretch : { ...stretch, messages: stretch.messages.with(at, changed) };
  });
}

export function remove(history: History, ts: Ts): History {
  return mapAround(history, ts, stretch => {
    const at = placeOf(stretch.messages, ts);
    return stretch.messages[at]?.ts === ts ? { ...stretch, messages: stretch.messages.toSpliced(at, 1) } : stretch;
  });
}

/** What is kept of a conversation that is not looked at: its newest messages. */
export function trim(history: History, keep: number): History {
  const live = liveOf(history);
  if (live === undefined)
    return [];
  if (history.length === 1 && live.messages.length <= keep)
    return history;
  const messages = live.messages.slice(-keep);
  const from = live.messages.length > keep ? messages[0]?.ts ?? live.from : live.from;
  return [{ from, to: TS_END, messages }];
}

/**
 * What is kept of a conversation that is looked at: so many messages before and behind those in sight, and its newest. What was between is a hole, and is read
 * again by whoever comes there. Unchanged when what is in sight is not known.
 */
export function cutAround(history: History, sight: { first: Ts; last: Ts }, reach: number, newest: number): History {
  const stretch = stretchAround(history, sight.first);
  if (stretch === undefined || sight.last > stretch.to)
    return history;
  const { messages } = stretch;
  const first = Math.max(0, placeOf(messages, sight.first) - reach);
  const end = Math.min(messages.length, placeAfter(messages, sight.last) + reach);
  if (!isLive(stretch))
    return [part(stretch, first, end), ...trim(history, newest)];
  const tail = Math.max(0, messages.length - newest);
  return end < tail ? [part(stretch, first, end), part(stretch, tail, messages.length)] : [part(stretch, first, messages.length)];
}

function part(stretch: Stretch, first: number, end: number): Stretch {
  const messages = stretch.messages.slice(first, end);
  return {
    from: first > 0 ? messages[0]!.ts : stretch.from,
    to: end < stretch.messages.length ? messages.at(-1)!.ts : stretch.to,
    messages,
  };
}

/** Where a ts is or would be. */
function placeOf(messages: readonly Message[], ts: Ts): number {
  let low = 0;
  let high = messages.length;
  // Most messages are the newest.
  if (high > 0 && messages[high - 1]!.ts < ts)
    return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (messages[middle]!.ts < ts)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

function placeAfter(messages: readonly Message[], ts: Ts): number {
  const at = placeOf(messages, ts);
  return messages[at]?.ts === ts ? at + 1 : at;
}

function distinct(messages: readonly Message[]): Message[] {
  const sorted = messages.toSorted((a, b) => a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);
  return sorted.filter((message, i) => message.ts !== sorted[i + 1]?.ts);
}

function mapAround(history: History, ts: Ts, make: (stretch: Stretch) => Stretch): History {
  const at = history.findIndex(stretch => stretch.from <= ts && ts <= stretch.to);
  if (at < 0)
    return history;
  const stretch = history[at]!;
  const made = make(stretch);
  return made === stretch ? history : history.with(at, made);
}
