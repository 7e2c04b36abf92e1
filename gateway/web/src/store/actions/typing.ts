import type { ChannelId } from '../../protocol';
import { wiring } from '../wiring';

/** Slack's clients say it every three seconds while one types, and readers forget it after five. */
const PERIOD_MS = 3_000;

let last: { channel: ChannelId; at: number } | undefined;

/** To be called on every input: says at most every three seconds that one types. */
export function notifyTyping(channel: ChannelId): void {
  const now = wiring.now();
  if (last?.channel === channel && now - last.at < PERIOD_MS)
    return;
  last = { channel, at: now };
  wiring.socket.tell({ type: 'typing', channel });
}
