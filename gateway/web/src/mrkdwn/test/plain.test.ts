import { describe, expect, it } from 'vitest';
import { formatDate } from '../dates';
import { plain } from '../plain';

const names = { user: (id: string) => id === 'U1' ? 'Ann' : undefined, channel: (id: string) => id === 'C1' ? 'general' : undefined };

describe('a plain text', () => {
  for (const [given, expected] of [
    ['*Hi* <@U1>, <@U2|bo> and <@U3> in <#C1>', 'Hi @Ann, @bo and @U3 in #general'],
    ['<https://a.example|here> &amp; :tada: <!here>', 'here & :tada: @here'],
    ['a\n&gt; b\nc', 'a\nb\nc'],
    ['• a\n• b', '• a\n• b'],
    ['2. a\n3. b', '2. a\n3. b'],
    ['x ```y``` z', 'x \ny\n z'],
  ] as const)
    it(JSON.stringify(given), () => expect(plain(given, names)).toBe(expected));
});

describe('dates', () => {
  const time = Date.UTC(2023, 10, 14, 12) / 1_000;

  it('are the reader\'s', () => {
    expect(formatDate(time, '{date_num}', 'de', 0)).toBe('14.11.2023');
    expect(formatDate(time, 'am {date_long}!', 'de', 0)).toBe('am Dienstag, 14. November 2023!');
  });

  it('are called today and yesterday where that is asked for', () => {
    expect(formatDate(time, '{date_short_pretty}', 'en', time * 1_000)).toBe('today');
    expect(formatDate(time, '{date_long_pretty}', 'de', time * 1_000 + 86_400_000)).toBe('gestern');
    expect(formatDate(time, '{date_pretty}', 'en-GB', 0)).toBe('14 November 2023');
  });

  it('of formats that are not known are not formatted', () => {
    expect(formatDate(time, '{moon}', 'en')).toBeUndefined();
    expect(formatDate(1e15, '{date}', 'en')).toBeUndefined();
  });
});
