import { describe, expect, it } from 'vitest';
import { complete, queryAt, type Choice } from '../completion';
import { isInOpenBlock, markOf, toggleMark } from '../editing';
import { charactersLeft, MaxText } from '../limits';
import { linksIn } from '../links';

describe('the word at the caret', () => {
  const query = (text: string) => queryAt(text, text.length);

  it('is completed after its sign', () => {
    expect(query('hello @An')).toEqual({ sign: '@', text: 'an', from: 6, to: 9 });
    expect(query('#')).toEqual({ sign: '#', text: '', from: 0, to: 1 });
    expect(query('(@x')).toMatchObject({ sign: '@', from: 1 });
    expect(query('a\n:wav')).toEqual({ sign: ':', text: 'wav', from: 2, to: 6 });
  });

  it.each(['mail@example', 'a b', '@an na', '10:30', ':)', ':a', 'http://x'])('is none in %j', (text) => {
    expect(query(text)).toBeNull();
  });

  it('gives way to the choice and a space', () => {
    const choice: Choice = { key: 'U1', insert: '@Anna', sequence: '<@U1>', handle: '@anna', label: 'Anna' };
    const at = { sign: '@', text: 'an', from: 3, to: 6 } as const;
    expect(complete('hi @an', {}, at, choice)).toEqual({ text: 'hi @Anna ', caret: 9, sequences: { '@Anna': '<@U1>' } });
    expect(complete('hi @an there', {}, at, choice).text).toBe('hi @Anna there');
  });

  it('becomes the handle where the name is another’s', () => {
    const choice: Choice = { key: 'U2', insert: '@Anna', sequence: '<@U2>', handle: '@anna2', label: 'Anna' };
    const { text, sequences } = complete('@an', { '@Anna': '<@U1>' }, { sign: '@', text: 'an', from: 0, to: 3 }, choice);
    expect(text).toBe('@anna2 ');
    expect(sequences).toEqual({ '@Anna': '<@U1>', '@anna2': '<@U2>' });
  });
});

describe('links', () => {
  it('end where the sentence goes on', () => {
    expect(linksIn('See https://example.org/a. And (http://example.org/b_(c)), "https://example.org".')).toEqual([
      'https://example.org/a',
      'http://example.org/b_(c)',
      'https://example.org',
    ]);
  });

  it('are each looked at once, five at most, and not in code', () => {
    expect(linksIn('https://a.org https://a.org `https://b.org` ```https://c.org```')).toEqual(['https://a.org']);
    expect(linksIn([1, 2, 3, 4, 5, 6].map((n) => `https://${n}.org`).join(' '))).toHaveLength(5);
    expect(linksIn('xhttps://a.org ftp://b.org https://')).toEqual([]);
  });

  it('are found quickly in what is long', () => {
    const started = performance.now();
    linksIn(`https://a.org/${')'.repeat(40_000)}`);
    linksIn('https://'.repeat(5000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('marks', () => {
  it('come and go', () => {
    const bold = toggleMark({ text: 'a word', from: 2, to: 6 }, '*');
    expect(bold).toEqual({ text: 'a *word*', from: 3, to: 7 });
    expect(toggleMark(bold, '*')).toEqual({ text: 'a word', from: 2, to: 6 });
  });

  it('have keys', () => {
    const key = (key: string, shiftKey = false) => markOf({ key, ctrlKey: true, metaKey: false, shiftKey, altKey: false });
    expect([key('b'), key('i'), key('X', true), key('C', true), key('c')]).toEqual(['*', '_', '~', '`', null]);
  });

  it('know an open block', () => {
    expect(isInOpenBlock('```\ncode', 8)).toBe(true);
    expect(isInOpenBlock('```a``` b', 9)).toBe(false);
  });
});

describe('the limit', () => {
  it('is told when it comes near, as the server counts', () => {
    expect(charactersLeft('short')).toBeNull();
    expect(charactersLeft('a'.repeat(MaxText - 10))).toBe(10);
    expect(charactersLeft('a'.repeat(MaxText + 1))).toBe(-1);
    expect(charactersLeft('&'.repeat(MaxText / 5 + 1))).toBe(-5);
  });
});
