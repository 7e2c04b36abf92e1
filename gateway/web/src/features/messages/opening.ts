import { TS_ZERO, type ChannelId, type Ts } from '../../protocol';
import { countsOf, loadAround, loadNewest, newestOf } from '../../store';

/** As many unread messages are sure to stand in the page of the newest. */
const InNewest = 50;

/** Where a conversation is opened: at a place in its past, or (null) at its newest messages. */
export type Anchor = Ts | null;

/**
 * Reads what is needed to open a conversation at its first unread message: the newest page, or what stands around the read cursor when that lies
 * further back. Errors: ApiError.
 */
export async function loadUnread(id: ChannelId): Promise<Anchor> {
  const counts = countsOf(id).peek();
  // Whoever has never read it begins with what is said now.
  if (!counts || counts.unread_count === 0 || isNever(counts.last_read)) {
    await loadNewest(id);
    return null;
  }
  if (counts.unread_count <= InNewest) await loadNewest(id);
  const live = newestOf(id);
  if (live && live.from <= counts.last_read) return null;
  await loadAround(id, counts.last_read);
  return counts.last_read;
}

/** Reads what an anchor wants. Errors: ApiError. */
export async function loadAnchor(id: ChannelId, anchor: Anchor): Promise<void> {
  if (anchor === null) await loadNewest(id);
  else await loadAround(id, anchor);
}

/** The server writes the smallest ts there is for "never". */
export function isNever(ts: Ts): boolean {
  return ts <= TS_ZERO || Number(ts) < 1;
}
