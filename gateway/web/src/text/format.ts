import { locale } from './language';
import { t } from './translate';

/** Every function takes milliseconds since 1970 or a Date, and speaks the reader's language in the reader's zone. */
export type Instant = number | Date;

/** `14:05` */
export function formatTime(at: Instant): string {
  return dates({ hour: 'numeric', minute: '2-digit' }).format(at);
}

/** `14:05:09`: for logs and jobs. */
export function formatTimeWithSeconds(at: Instant): string {
  return dates({ hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(at);
}

/** `3 March 2026` */
export function formatDate(at: Instant): string {
  return dates({ day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** `3 Mar 2026, 14:05`: short, for tables. */
export function formatDateTime(at: Instant): string {
  return dates({ day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' }).format(at);
}

/** `Tuesday, 3 March 2026 at 14:05:09`: in full, for titles. */
export function formatFull(at: Instant): string {
  return dates({ dateStyle: 'full', timeStyle: 'medium' }).format(at);
}

/** `Today`, `Yesterday`, `Tuesday, 3 March`; with the year when it is another one. */
export function formatDay(at: Instant, now: Instant = Date.now()): string {
  const days = daysBetween(now, at);
  if (days === 0) return t('ui.today');
  if (days === -1) return t('ui.yesterday');
  if (days === 1) return t('ui.tomorrow');
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dates({ weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

/** A number that two instants share exactly when they are on one day of the reader's: `2026-03-03`. */
export function dayKey(at: Instant): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `5 minutes ago`, `in 2 hours`, in the largest unit that says something. */
export function formatRelative(at: Instant, now: Instant = Date.now()): string {
  const seconds = (Number(at) - Number(now)) / 1000;
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
  return relatives().format(Math.trunc(seconds / length), unit);
}

/** `12,345.6`; options as Intl.NumberFormat's. */
export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return numbers(options).format(value);
}

/** `42 %` of a share between 0 and 1. */
export function formatPercent(share: number): string {
  return numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** `1.4 MB`, in powers of 1000 as disks and browsers count. */
export function formatBytes(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), byteUnits.length - 1);
  const unit = byteUnits[step] ?? 'byte';
  return numbers({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: step ? 1 : 0 }).format(bytes / 1000 ** step);
}

/** `1 h 5 min`, `5 min 3 s`, `3 s`: the two largest units of a length in seconds. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / 86400), 'day'],
    [Math.floor(whole / 3600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => numbers({ style: 'unit', unit, unitDisplay: 'short' }).format(count)).join(' ');
}

/** `Ann, Ben and Carla` */
export function formatList(items: readonly string[], type: Intl.ListFormatType = 'conjunction'): string {
  return lists(type).format(items);
}

/** Compares names as the reader's language sorts them, numbers by value. */
export function compareNames(a: string, b: string): number {
  return collator().compare(a, b);
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

// Making an Intl object costs a hundred times what using it does, and a page of messages formats hundreds of times.
const dates = remembered((tag, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options));
const numbers = remembered((tag, options: Intl.NumberFormatOptions = {}) => new Intl.NumberFormat(tag, options));
const relatives = remembered((tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
const lists = remembered((tag, type: Intl.ListFormatType) => new Intl.ListFormat(tag, { type, style: 'long' }));
const collator = remembered((tag) => new Intl.Collator(tag, { numeric: true, sensitivity: 'base' }));

function remembered<A extends unknown[], T>(make: (tag: string, ...args: A) => T): (...args: A) => T {
  const made = new Map<string, T>();
  return (...args) => {
    const key = locale.value + JSON.stringify(args);
    let found = made.get(key);
    if (!found) made.set(key, (found = make(locale.value, ...args)));
    return found;
  };
}

/** Whole days of the reader's calendar from one instant to another; a day of 23 or 25 hours is one day. */
function daysBetween(from: Instant, to: Instant): number {
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}

function midnight(at: Instant): number {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
