/** Dates of the reader's calendar, `2026-01-31`; empty: no bound. Both days belong to the period. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** A period as the server wants it: from its first moment on, and before the first moment after it, in the reader's zone. */
export function boundsOf({ from, to }: Period): { from?: string; to?: string } {
  return {
    ...(from ? { from: instant(from, 0) } : {}),
    ...(to ? { to: instant(to, 1) } : {}),
  };
}

/** Dates are compared as texts: both are written from the year on. */
export function isBackwards({ from, to }: Period): boolean {
  return from !== '' && to !== '' && to < from;
}

function instant(date: string, daysLater: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day + daysLater).toISOString().replace('.000Z', 'Z');
}

/** Names and ids as people write them in one line. */
export function channelsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).map((name) => name.replace(/^#/, '')).filter(Boolean))];
}
