import { describe, expect, it } from 'vitest';
import { pageOf } from './pages';

const ten = Array.from({ length: 10 }, (_, n) => n);

describe('pageOf', () => {
  it('cuts a page out, and says where it lies', () => {
    expect(pageOf(ten, 4, 2)).toEqual({ rows: [8, 9], page: 2, count: 3, from: 9, to: 10, total: 10 });
  });

  it('stays at the last page of a list that has become shorter', () => {
    expect(pageOf(ten.slice(0, 4), 4, 2).rows).toEqual([0, 1, 2, 3]);
  });

  it('has one page of nothing', () => {
    expect(pageOf([], 4, 0)).toEqual({ rows: [], page: 0, count: 1, from: 0, to: 0, total: 0 });
  });
});
