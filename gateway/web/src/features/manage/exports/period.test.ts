import { describe, expect, it } from 'vitest';
import { boundsOf, channelsIn, isBackwards } from './period';

describe('boundsOf', () => {
  it('takes both days as they are in the reader’s zone', () => {
    const { from, to } = boundsOf({ from: '2026-01-31', to: '2026-02-28' });
    expect(new Date(from ?? '')).toEqual(new Date(2026, 0, 31));
    expect(new Date(to ?? '')).toEqual(new Date(2026, 2, 1));
    expect(to).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('leaves out what is not given', () => {
    expect(boundsOf({ from: '', to: '' })).toEqual({});
  });
});

describe('isBackwards', () => {
  it.each([
    ['2026-01-02', '2026-01-01', true],
    ['2026-01-01', '2026-01-01', false],
    ['', '2026-01-01', false],
    ['2026-01-01', '', false],
  ])('of %s to %s is %s', (from, to, is) => expect(isBackwards({ from, to })).toBe(is));
});

describe('channelsIn', () => {
  it('reads names and ids however they are divided, each once', () => {
    expect(channelsIn(' #general, random;C0123ABCD\n general ')).toEqual(['general', 'random', 'C0123ABCD']);
  });
});
