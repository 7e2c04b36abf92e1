const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before an attempt: doubling, with half of it left to chance, so that clients that lost a server together do not come back together.
 * @param failures Attempts that have failed in a row; 0: a connection that worked was lost.
 * @param random From 0 to 1.
 * @param retryAfter Seconds that the server asked for; never less is waited, and a little more.
 */
export function delayBefore(failures: number, random: number, retryAfter = 0): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  const own = failures === 0 ? longest * random : longest * (0.5 + random / 2);
  return retryAfter > 0 ? retryAfter * 1_000 + Math.max(own, random * 1_000) : own;
}
