import type { Clock, Timer } from './clock';

const TICK_MS = 5_000;

/** Silence after which the server is asked whether it is there. */
const QUIET_MS = 15_000;

/** How long it has to answer. Everything that comes is an answer. */
const ANSWER_MS = 8_000;

/**
 * A gap between ticks so long that this machine must have slept: browsers let pages in the background tick once a minute. The other side has given this
 * client up after 75 s.
 */
const FROZEN_MS = 90_000;

/** Watches an open socket: a connection that has died without a word is found within 25 s, one that slept at its waking. */
export class Liveness {
  private timer: Timer | undefined;
  private lastTick = 0;
  private lastHeard = 0;
  private askedAt: number | undefined;

  /**
   * @param ping Asks the server for a sign.
   * @param dead The socket is to be taken for lost.
   */
  constructor(private readonly clock: Clock, private readonly ping: () => void, private readonly dead: () => void) {}

  start(): void {
    this.lastTick = this.lastHeard = this.clock.now();
    this.askedAt = undefined;
    this.schedule();
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  heard(): void {
    this.lastHeard = this.clock.now();
    this.askedAt = undefined;
  }

  /** Asks now: something hints that the connection may be gone. */
  probe(): void {
    if (this.timer === undefined)
      return;
    if (this.hasSlept()) {
      this.dead();
      return;
    }
    this.ask();
    this.schedule(ANSWER_MS);
  }

  private schedule(ms = TICK_MS): void {
    this.timer?.cancel();
    this.timer = this.clock.after(ms, () => this.tick());
  }

  private tick(): void {
    const now = this.clock.now();
    const slept = this.hasSlept();
    this.lastTick = now;
    if (slept || (this.askedAt !== undefined && now - this.askedAt >= ANSWER_MS)) {
      this.dead();
      return;
    }
    if (this.askedAt === undefined && now - this.lastHeard >= QUIET_MS)
      this.ask();
    this.schedule();
  }

  private hasSlept(): boolean {
    return this.clock.now() - this.lastTick >= FROZEN_MS;
  }

  private ask(): void {
    this.askedAt ??= this.clock.now();
    this.ping();
  }
}
