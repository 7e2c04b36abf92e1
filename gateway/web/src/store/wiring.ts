/** What the actions work with: the server's API, the socket, the clock. Tests put their own in place. */
import { call, type Call } from '../api';
import type { AckFrame, ClientFrame, UserId } from '../protocol';
import { randomId } from './ids';

/** The socket as the store sees it. */
export interface Socket {
  /** Sends a frame and waits for its answer. Errors: ApiError with the nack's code, or `network_error` when the socket closed before it came. */
  ask(frame: ClientFrame): Promise<AckFrame>;
  /** Sends what may be lost; passed over while there is no socket. */
  tell(frame: ClientFrame): void;
  /** Whose presence is to be told, from now on and after every reconnection. */
  watch(users: readonly UserId[]): void;
  /** Opens the socket, and keeps one open. */
  start(): void;
  stop(): void;
  /** Tries at once what waits for its next attempt. */
  retryNow(): void;
}

export interface Wiring {
  call: Call;
  socket: Socket;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Runs once, before the page is drawn next. */
  nextFrame: (run: () => void) => void;
  newId: () => string;
}

const NO_SOCKET: Socket = {
  ask: () => Promise.reject(new Error('There is no socket yet.')),
  tell: () => undefined,
  watch: () => undefined,
  start: () => undefined,
  stop: () => undefined,
  retryNow: () => undefined,
};

export const wiring: Wiring = {
  call,
  socket: NO_SOCKET,
  now: () => Date.now(),
  nextFrame: run => void setTimeout(run, 16),
  newId: randomId,
};

export function wire(parts: Partial<Wiring>): void {
  Object.assign(wiring, parts);
}
