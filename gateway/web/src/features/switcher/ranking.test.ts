import { describe, expect, it } from 'vitest';
import { fit, rank } from './ranking';

const people = [
  { id: 'U1', names: ['Ann Berg', 'ann'] },
  { id: 'U2', names: ['José Álvarez', 'jose'] },
  { id: 'U3', names: ['Johanna Ott', 'hanna'] },
];
const ids = (found: { id: string }[]) => found.map(({ id }) => id);

describe('rank', () => {
  it('puts the name itself before its beginning, a word and the middle', () => {
    const channels = ['design-team', 'team', 'steam', 'team-lunch'].map((name) => ({ id: name, names: [name] }));
    expect(ids(rank('team', channels, [], 9))).toEqual(['team', 'team-lunch', 'design-team', 'steam']);
  });

  it('finds names with accents, and by several words in any order', () => {
    expect(ids(rank('jose alv', people, [], 9))).toEqual(['U2']);
    expect(ids(rank('berg an', people, [], 9))).toEqual(['U1']);
  });

  it('heeds neither case nor a sign in front', () => {
    expect(ids(rank('#ANN', people, [], 9))).toEqual(['U1', 'U3']);
  });

  it('prefers where one has been lately among equals', () => {
    expect(ids(rank('', people, ['U3', 'U9', 'U2'], 9))).toEqual(['U3', 'U2', 'U1']);
    expect(ids(rank('', people, [], 2))).toEqual(['U1', 'U2']);
  });
});

describe('fit', () => {
  it('is nothing where the letters are not', () => {
    expect(fit('xyz', ['general'])).toBe(0);
    expect(fit('gen x', ['general'])).toBe(0);
  });
});
