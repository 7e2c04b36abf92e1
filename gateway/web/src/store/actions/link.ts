import { wiring } from '../wiring';

/** Tries at once to reach the server again, instead of at `link.retryAt`. */
export function retryNow(): void {
  wiring.socket.retryNow();
}
