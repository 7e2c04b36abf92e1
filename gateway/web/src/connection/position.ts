import type { Ts } from '../protocol';

const TS_LENGTH = 17;

/** A position is opaque but for its end, a ts: docs/protocol.md, "Positions". It never moves back. */
export function advance(position: string, ts: Ts): string {
  return ts.length === TS_LENGTH && ts > position.slice(-TS_LENGTH) ? position.slice(0, -TS_LENGTH) + ts : position;
}

/** The socket's address with one's own position in place of the server's offset. */
export function resumeFrom(url: string, position: string | undefined): string {
  if (position === undefined)
    return url;
  const address = new URL(url);
  address.searchParams.set('offset', position);
  return address.toString();
}
