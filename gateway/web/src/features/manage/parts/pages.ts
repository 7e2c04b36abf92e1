import { useState } from 'preact/hooks';

export interface Pages<T> {
  readonly rows: readonly T[];
  /** From 0. */
  readonly page: number;
  readonly count: number;
  /** Numbers of the first and last row that are shown, from 1. */
  readonly from: number;
  readonly to: number;
  readonly total: number;
  setPage(page: number): void;
}

/** A list a page at a time; a list that has become shorter shows its last page. */
export function usePages<T>(all: readonly T[], size: number): Pages<T> {
  const [wanted, setPage] = useState(0);
  return { ...pageOf(all, size, wanted), setPage };
}

export function pageOf<T>(all: readonly T[], size: number, wanted: number): Omit<Pages<T>, 'setPage'> {
  const count = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(Math.max(0, wanted), count - 1);
  const start = page * size;
  const rows = all.slice(start, start + size);
  return { rows, page, count, from: rows.length ? start + 1 : 0, to: start + rows.length, total: all.length };
}
