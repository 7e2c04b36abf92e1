import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heights } from './heights';

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `m${from + i}`);

describe('heights', () => {
  it('are what a plain sum says, whatever is added, removed and measured', () => {
    const step = fc.oneof(
      fc.record({ from: fc.nat(40), to: fc.nat(80) }),
      fc.record({ index: fc.nat(80), height: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ ask: fc.nat(80) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const heights = new Heights();
        let keys: string[] = [];
        const known = new Map<string, number>();
        for (const step of steps) {
          if ('from' in step) {
            const before = new Map(keys.map((key, i) => [key, heights.height(i)]));
            keys = numbered(step.from, Math.max(step.from, step.to));
            heights.setKeys(keys, () => 50);
            // What stayed at either end or was measured keeps its height; the rest is as estimated.
            keys.forEach((key, i) => expect([known.get(key) ?? before.get(key) ?? 50, known.get(key) ?? 50]).toContain(heights.height(i)));
          } else if ('index' in step) {
            if (keys[step.index] !== undefined) known.set(keys[step.index] as string, step.height);
            heights.measure(step.index, step.height);
          } else {
            const sum = (to: number) => keys.slice(0, to).reduce((all, _, i) => all + heights.height(i), 0);
            expect(heights.offset(step.ask)).toBe(sum(Math.min(step.ask, keys.length)));
          }
        }
        expect(heights.total).toBe(keys.reduce((all, _, i) => all + heights.height(i), 0));
        keys.forEach((key, i) => {
          expect(heights.index(key)).toBe(i);
          expect(heights.at(heights.offset(i))).toBe(i);
          expect(heights.at(heights.offset(i + 1) - 0.5)).toBe(i);
        });
      }),
    );
  });

  it('are remembered while an item is away', () => {
    const heights = new Heights();
    heights.setKeys(['a', 'b'], () => 10);
    heights.measure(1, 77);
    heights.setKeys(['a'], () => 10);
    heights.setKeys(['a', 'b'], () => 10);
    expect(heights.total).toBe(87);
  });

  it('of nothing are nothing', () => {
    const heights = new Heights();
    expect(heights.total).toBe(0);
    expect(heights.at(100)).toBe(-1);
    expect(heights.index('a')).toBe(-1);
  });

  it('take less than a frame to change among 50,000', () => {
    const heights = new Heights();
    const keys = numbered(0, 50_000);
    heights.setKeys([...keys], () => 60);
    expect(heights.total).toBe(3_000_000);
    const took: number[] = [];
    for (let i = 0; i < 20; i++) {
      const started = performance.now();
      keys.push(`n${i}`);
      heights.setKeys([...keys], () => 60);
      heights.measure(keys.length - 1, 90);
      expect(heights.total).toBe(3_000_000 + 90 * (i + 1));
      took.push(performance.now() - started);
    }
    // The quickest: the machine may have other work.
    expect(Math.min(...took)).toBeLessThan(16);
  });
});
