import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TS_END, TS_ZERO, type Message } from '../../protocol';
import { change, find, liveOf, merge, put, remove, stretchAround, trim } from '../history';
import type { History, Stretch } from '../state';
import { at, message, stretch } from './fixtures';

const messages = (...numbers: number[]): Message[] => numbers.map(n => message(n));
const numbers = (history: History) => history.map(stretch => stretch.messages.map(message => Number(message.ts.slice(-6))));

describe('stretches', () => {
  it('that touch become one', () => {
    const older = stretch(messages(1, 2, 3), TS_ZERO, at(3));
    const newer = stretch(messages(3, 4), at(3), TS_END);
    expect(merge([newer], older)).toEqual([stretch(messages(1, 2, 3, 4))]);
    expect(merge([older], newer)).toEqual([stretch(messages(1, 2, 3, 4))]);
  });

  it('with a hole between them stay apart, in order', () => {
    const old = stretch(messages(1, 2), at(1), at(2));
    const live = stretch(messages(8, 9), at(8), TS_END);
    const history = merge(merge([], live), old);
    expect(numbers(history)).toEqual([[1, 2], [8, 9]]);
    expect(stretchAround(history, at(5))).toBeUndefined();
    expect(liveOf(history)?.from).toBe(at(8));
    expect(liveOf([old])).toBeUndefined();
  });

  it('are joined by what lies between', () => {
    const history = [stretch(messages(1, 2), at(1), at(2)), stretch(messages(8, 9), at(8), TS_END)];
    expect(numbers(merge(history, stretch(messages(2, 5, 8), at(2), at(8))))).toEqual([[1, 2, 5, 8, 9]]);
  });

  it('believe a page within its bounds: what it has not was deleted', () => {
    const history = [stretch(messages(1, 2, 3, 4))];
    expect(numbers(merge(history, stretch(messages(2, 4), at(2), at(4))))).toEqual([[1, 2, 4]]);
  });

  it('take a message once', () => {
    const page = stretch([message(2), message(1), message(2, { text: 'again' })]);
    expect(merge([], page)[0]!.messages.map(message => message.ts)).toEqual([at(1), at(2)]);
  });

  it('get a message only where they reach', () => {
    const history = [stretch(messages(1, 3), at(1), at(3)), stretch(messages(8), at(8), TS_END)];
    expect(numbers(put(history, message(2)))).toEqual([[1, 2, 3], [8]]);
    expect(numbers(put(history, message(9)))).toEqual([[1, 3], [8, 9]]);
    expect(put(history, message(5))).toBe(history);
    expect(find(put(history, message(3, { text: 'new' })), at(3))?.text).toBe('new');
  });

  it('keep their identity when nothing changes', () => {
    const history = [stretch(messages(1, 2))];
    expect(remove(history, at(7))).toBe(history);
    expect(change(history, at(7), message => message)).toBe(history);
    expect(change(history, at(1), message => message)).toBe(history);
    expect(numbers(remove(history, at(1)))).toEqual([[2]]);
  });

  it('are cut to the newest when nobody looks', () => {
    const history = [stretch(messages(1, 2), at(1), at(2)), stretch(messages(5, 6, 7), at(5), TS_END)];
    expect(trim(history, 2)).toEqual([stretch(messages(6, 7), at(6), TS_END)]);
    expect(trim([stretch(messages(1, 2))], 2)).toEqual([stretch(messages(1, 2))]);
    expect(trim([stretch(messages(1), at(1), at(1))], 5)).toEqual([]);
  });

  it('put together in any order hold every message once and in order, and reach over no hole', () => {
    const pages = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 })), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(pages, bounds => {
      const read: Stretch[] = bounds.map(([from, length]) => {
        const to = from + length;
        return stretch(messages(...Array.from({ length: 73 }, (_, n) => n).filter(n => n >= from && n <= to && n % 2 === 0)), at(from), at(to));
      });
      const history = read.reduce<History>(merge, []);
      const all = history.flatMap(stretch => stretch.messages.map(message => message.ts));
      expect(all).toEqual([...new Set(all)].sort());
      for (const [i, { from, to }] of history.entries()) {
        expect(from <= to).toBe(true);
        if (i > 0)
          expect(history[i - 1]!.to < from).toBe(true);
      }
      // A place is known if and only if a page held it.
      for (let n = 0; n <= 72; n++)
        expect(stretchAround(history, at(n)) !== undefined).toBe(bounds.some(([from, length]) => from <= n && n <= from + length));
    }));
  });
});
