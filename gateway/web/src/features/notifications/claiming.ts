/** Longer than the slowest window takes: those in the background are given a moment only now and then. */
const HELD_MS = 30_000;

/**
 * Whether this window is the one that speaks of something: the first of the browser's to claim it, by a lock that it holds for a while. Where there are no locks
 * (pages without https have no notifications either) every window speaks.
 */
export function claim(what: string): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const hold = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock ? new Promise<void>((done) => setTimeout(done, HELD_MS)) : undefined;
    };
    locks.request(`chat.notify.${what}`, { ifAvailable: true }, hold).catch(() => resolve(true));
  });
}
