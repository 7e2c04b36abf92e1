/** Slack's dates: `{date_short} at {time}` in the reader's zone and language. */

const STYLES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};
const PRETTY = '_pretty';

/**
 * @param time Seconds since 1970.
 * @param now Milliseconds since 1970.
 * @returns The format with its tokens replaced; undefined when a token is not known: then the fallback is to be shown.
 */
export function formatDate(time: number, format: string, language: string, now = Date.now()): string | undefined {
  const date = new Date(time * 1_000);
  if (Number.isNaN(date.getTime()))
    return undefined;
  let isKnown = true;
  const text = format.replace(/\{([a-z_]+)\}/g, (_, token: string) => {
    const shown = one(date, token, language, now);
    isKnown &&= shown !== undefined;
    return shown ?? '';
  });
  return isKnown ? text : undefined;
}

function one(date: Date, token: string, language: string, now: number): string | undefined {
  if (token.endsWith(PRETTY)) {
    const days = daysBetween(new Date(now), date);
    if (Math.abs(days) <= 1)
      return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day');
  }
  const style = STYLES[token.replace(PRETTY, '')];
  return style === undefined ? undefined : new Intl.DateTimeFormat(language, style).format(date);
}

function daysBetween(from: Date, to: Date): number {
  const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((day(to) - day(from)) / 86_400_000);
}
