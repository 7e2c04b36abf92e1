import { formatBytes, formatNumber } from '../../text';

/** A figure that some server may not have told. */
export function count(value: number | undefined): string {
  return value === undefined ? '–' : formatNumber(value);
}

export function bytes(value: number | undefined): string {
  return value === undefined ? '–' : formatBytes(value);
}

/** Changes a second: small rates with what makes them differ from nothing. */
export function rate(value: number): string {
  return formatNumber(value, { maximumFractionDigits: value < 10 ? 1 : 0 });
}
