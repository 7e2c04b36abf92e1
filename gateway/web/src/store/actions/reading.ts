import { TS_ZERO, type ChannelId, type Ts } from '../../protocol';
import { ApiError } from '../../api';
import { forgetReading, readUpTo } from '../counting';
import { onSessionEnd } from '../ending';
import { state, update } from '../store';
import { wiring } from '../wiring';

/** Slack asks clients not to move the cursor at every message. */
const REST_MS = 2_000;

/** What the server was not reached for is told again after so long, and at the next opening of the socket. */
const AGAIN_MS = 30_000;

const due = new Map<ChannelId, { ts: Ts; timer: ReturnType<typeof setTimeout> }>();

onSessionEnd(() => {
  for (const { timer } of due.values())
    clearTimeout(timer);
  due.clear();
});

/** Moves the read cursor on to a message: shown at once, told to the server now and then. Never moves back. */
export function markRead(id: ChannelId, ts: Ts): void {
  const counts = state.peek().counts[id];
  if (counts === undefined || ts <= counts.last_read)
    return;
  update(state => readUpTo(state, id, ts));
  const waiting = due.get(id);
  if (waiting !== undefined) {
    waiting.ts = ts;
    return;
  }
  tellAfter(id, ts, REST_MS);
}

function tellAfter(id: ChannelId, ts: Ts, ms: number): void {
  due.set(id, { ts, timer: setTimeout(() => flushRead(id), ms) });
}

/** Tells the server now: when a conversation is left. */
export function flushRead(id: ChannelId): void {
  const entry = due.get(id);
  if (entry === undefined)
    return;
  clearTimeout(entry.timer);
  due.delete(id);
  void tell(id, entry.ts);
}

/** Of all conversations: when the page is hidden, and when the socket is open again. */
export function flushAllRead(): void {
  for (const id of [...due.keys()])
    flushRead(id);
}

/** Marks a message and all after it unread. Errors: ApiError. */
export async function markUnread(id: ChannelId, ts: Ts): Promise<void> {
  const waiting = due.get(id);
  clearTimeout(waiting?.timer);
  due.delete(id);
  update(state => forgetReading(state, id));
  await wiring.call('conversations.mark', { channel: id, ts: before(ts) });
}

async function tell(id: ChannelId, ts: Ts): Promise<void> {
  try {
    await wiring.call('conversations.mark', { channel: id, ts }, { keepalive: true });
  } catch (error) {
    if (!(error instanceof ApiError))
      throw error;
    if (!error.isPassing)
      update(state => forgetReading(state, id));
    // Unless it was moved on or back meanwhile.
    else if (state.peek().reading[id] === ts && !due.has(id))
      tellAfter(id, ts, (error.retryAfter ?? 0) * 1_000 || AGAIN_MS);
  }
}

/** The place just before a message. */
function before(ts: Ts): Ts {
  const micros = BigInt(ts.replace('.', '')) - 1n;
  if (micros <= 0n)
    return TS_ZERO;
  const digits = micros.toString().padStart(16, '0');
  return `${digits.slice(0, 10)}.${digits.slice(10)}`;
}
