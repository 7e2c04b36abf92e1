import { ApiError } from '../api/error';
import type { AckFrame, ClientFrame, HelloFrame, NackFrame, PostedEvent, ServerEvent, ServerFrame, UserId } from '../protocol';
import { Asks } from './asks';
import { delayBefore } from './backoff';
import type { Clock, Timer } from './clock';
import { isFinal, isFinalError, reasonOf } from './closing';
import { Liveness } from './liveness';
import { advance, resumeFrom } from './position';

/** The part of a WebSocket that is used. */
export interface SocketLike {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

/** How the connection stands; times in milliseconds since 1970. */
export type LinkState =
  | { phase: 'idle' }
  | { phase: 'connecting'; attempt: number }
  | { phase: 'online' }
  | { phase: 'waiting'; retryAt: number; attempt: number; code?: string }
  | { phase: 'ended'; code: string };

export interface Sink {
  /** An event, or the ack that takes one's place; in the order of the team's events. */
  event(event: ServerEvent | PostedEvent): void;
  /** The socket is open. `resumed`: what was missed follows now, all of it. Otherwise everything is to be read afresh. */
  opened(resumed: boolean): void;
  link(state: LinkState): void;
  /** The session is over; nothing is tried again. `code`: token_revoked, account_inactive, …. */
  ended(code: string): void;
}

export interface Surroundings {
  /** Calls rtm.connect. Errors: ApiError. */
  connect(): Promise<{ url: string }>;
  open(url: string): SocketLike;
  clock: Clock;
  /** From 0 to 1. */
  random(): number;
  sink: Sink;
}

/** What the page knows of the network and itself, as a hint: it is never sure. */
export type Hint = 'online' | 'offline' | 'visible';

/** An rtm.connect that has no answer by then is given up. */
const CONNECT_MS = 15_000;
/** One that has none after so long may have gone with the former network: a hint is reason enough to ask again. */
const DOUBTFUL_MS = 3_000;
const HELLO_MS = 15_000;
/** A socket that was open for so long has worked; one that closes sooner is a failure like one that never opened. */
const STABLE_MS = 10_000;
const WATCH_REST_MS = 250;
const MAX_WATCHED = 500;

/**
 * Keeps a socket open: rtm.connect, the socket, and again, from the position that was reached. Knows nothing of the page; everything that it needs is
 * handed in.
 */
export class Connection {
  private socket: SocketLike | undefined;
  private isOpen = false;
  private isStarted = false;
  /** Grows with every attempt: answers of former ones are no longer heeded. */
  private attempt = 0;
  private failures = 0;
  private openedAt = 0;
  /** When rtm.connect was called that is not answered yet. */
  private askedAt: number | undefined;
  /** The server has asked not to be called before; whoever presses the button may. */
  private notBefore = 0;
  private position: string | undefined;
  private timer: Timer | undefined;
  private watchTimer: Timer | undefined;
  private watched: readonly UserId[] = [];
  private readonly asks: Asks;
  private readonly liveness: Liveness;

  constructor(private readonly around: Surroundings) {
    this.asks = new Asks(around.clock);
    this.liveness = new Liveness(around.clock, () => this.ping(), () => this.lost(1_006));
  }

  start(): void {
    if (this.isStarted)
      return;
    this.isStarted = true;
    this.failures = 0;
    this.notBefore = 0;
    void this.connect();
  }

  /** Closes the socket and forgets the position. */
  stop(): void {
    this.isStarted = false;
    this.release(1_000);
    this.position = undefined;
    this.watched = [];
    this.around.sink.link({ phase: 'idle' });
  }

  retryNow(): void {
    const isAsking = this.askedAt !== undefined && this.around.clock.now() - this.askedAt < DOUBTFUL_MS;
    if (this.isStarted && this.socket === undefined && this.timer !== undefined && !isAsking)
      void this.connect();
  }

  hint(hint: Hint): void {
    if (this.isOpen)
      this.liveness.probe();
    else if (hint !== 'offline' && this.around.clock.now() >= this.notBefore)
      this.retryNow();
  }

  ask(frame: ClientFrame): Promise<AckFrame> {
    return this.isOpen ? this.asks.begin(frame, text => this.socket?.send(text)) : Promise.reject(new ApiError('network_error', 0));
  }

  tell(frame: ClientFrame): void {
    if (this.isOpen)
      this.socket?.send(JSON.stringify({ id: this.asks.nextId(), ...frame }));
  }

  watch(users: readonly UserId[]): void {
    this.watched = users.slice(0, MAX_WATCHED);
    this.watchTimer ??= this.around.clock.after(WATCH_REST_MS, () => {
      this.watchTimer = undefined;
      this.tell({ type: 'presence_sub', ids: [...this.watched] });
    });
  }

  private async connect(): Promise<void> {
    const attempt = this.begin();
    this.askedAt = this.around.clock.now();
    this.timer = this.around.clock.after(CONNECT_MS, () => {
      this.begin();
      this.refused(new ApiError('network_error', 0));
    });
    this.around.sink.link({ phase: 'connecting', attempt: this.failures });
    try {
      const { url } = await this.around.connect();
      if (attempt === this.attempt)
        this.open(resumeFrom(url, this.position), attempt);
    } catch (error) {
      if (attempt === this.attempt)
        this.refused(error instanceof ApiError ? error : new ApiError('network_error', 0));
    }
  }

  private open(url: string, attempt: number): void {
    this.rest();
    const socket = this.around.open(url);
    this.socket = socket;
    socket.onmessage = event => void (attempt === this.attempt && this.read(event.data));
    socket.onclose = event => void (attempt === this.attempt && this.lost(event.code));
    socket.onerror = null;
    this.timer = this.around.clock.after(HELLO_MS, () => this.lost(1_006));
  }

  private read(data: unknown): void {
    this.liveness.heard();
    const frame = parse(data);
    if (frame === undefined)
      return;
    if (frame.type === undefined)
      this.answered(frame);
    else if (frame.type === 'hello')
      this.opened(frame);
    else if (frame.type !== 'pong' && frame.type !== 'error' && frame.type !== 'goodbye')
      this.happened(frame);
  }

  private opened(hello: HelloFrame): void {
    this.rest();
    this.isOpen = true;
    this.openedAt = this.around.clock.now();
    this.position = hello.position;
    this.liveness.start();
    this.around.sink.link({ phase: 'online' });
    this.around.sink.opened(hello.resumed);
    if (this.watched.length > 0)
      this.watch(this.watched);
  }

  private answered(answer: AckFrame | NackFrame): void {
    const frame = this.asks.answer(answer);
    if (frame?.type !== 'message' || !answer.ok || answer.ts === undefined)
      return;
    this.around.sink.event({ type: 'posted', frame, ts: answer.ts, text: answer.text ?? frame.text });
    this.moveTo(answer.ts);
  }

  private happened(event: ServerEvent): void {
    this.around.sink.event(event);
    if ('event_ts' in event && event.event_ts !== undefined)
      this.moveTo(event.event_ts);
  }

  private moveTo(ts: string): void {
    if (this.position !== undefined)
      this.position = advance(this.position, ts);
  }

  private ping(): void {
    this.tell({ type: 'ping', time: this.around.clock.now() });
  }

  private lost(code: number): void {
    const worked = this.isOpen && this.around.clock.now() - this.openedAt >= STABLE_MS;
    this.release();
    if (isFinal(code)) {
      this.end(reasonOf(code));
      return;
    }
    this.failures = worked ? 0 : this.failures + 1;
    this.wait();
  }

  private refused(error: ApiError): void {
    this.rest();
    this.failures++;
    if (isFinalError(error.code))
      this.end(error.code);
    else
      this.wait(error);
  }

  private wait(error?: ApiError): void {
    const now = this.around.clock.now();
    const ms = delayBefore(this.failures, this.around.random(), error?.retryAfter);
    if (error?.retryAfter !== undefined)
      this.notBefore = now + ms;
    const state: LinkState = { phase: 'waiting', retryAt: now + ms, attempt: this.failures };
    this.timer = this.around.clock.after(ms, () => void this.connect());
    this.around.sink.link(error === undefined ? state : { ...state, code: error.code });
  }

  private end(code: string): void {
    this.isStarted = false;
    this.release();
    this.position = undefined;
    this.around.sink.link({ phase: 'ended', code });
    this.around.sink.ended(code);
  }

  private begin(): number {
    this.rest();
    return ++this.attempt;
  }

  /** What was waited for has come, or is no longer waited for. */
  private rest(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.askedAt = undefined;
  }

  /** Lets go of the socket, if there is one: a dead one may not even close. */
  private release(code?: number): void {
    this.begin();
    this.watchTimer?.cancel();
    this.watchTimer = undefined;
    this.liveness.stop();
    this.isOpen = false;
    const socket = this.socket;
    this.socket = undefined;
    if (socket !== undefined) {
      socket.onmessage = socket.onclose = null;
      socket.close(code);
    }
    this.asks.abandon();
  }
}

function parse(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string')
    return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null && !Array.isArray(frame) ? frame as ServerFrame : undefined;
  } catch {
    return undefined;
  }
}
