/** Time, so that tests can have their own. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Runs once, after so many milliseconds. */
  after(ms: number, run: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const handle = setTimeout(run, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};
