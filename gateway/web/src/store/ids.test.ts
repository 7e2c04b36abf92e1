import { describe, expect, it, vi } from 'vitest';
import { randomId } from './ids';

describe('random ids', () => {
  it('are 32 digits, each another', () => {
    const ids = Array.from({ length: 100 }, randomId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('are made where the page is not a secure context', () => {
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) });
    expect(randomId()).toBe('f'.repeat(32));
    vi.unstubAllGlobals();
  });
});
