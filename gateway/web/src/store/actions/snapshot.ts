import { ApiError } from '../../api';
import type { Channel } from '../../protocol';
import { afterFailure, dropWaiting, hold } from '../feed';
import { shownChannels } from '../shown';
import { afresh } from '../snapshot';
import { state, update } from '../store';
import { wiring } from '../wiring';
import { forgetReadings, reloadNewest } from './history';
import { reloadThread, shownThreads } from './threads';
import { refreshUsers } from './users';

const MAX_PAGE = 1_000;
const KINDS = 'public_channel,private_channel,mpim,im';

const AGAIN_MS = 2_000;

let gap = 0;
let release: (() => void) | undefined;

/** True from a gap on until what came after it may be shown. */
export function isReadingSnapshot(): boolean {
  return release !== undefined;
}

/** From here on events are held back, until a snapshot is there that is newer than the gap before them. */
export function startAfresh(): void {
  dropWaiting();
  release ??= hold();
  void readUntilDone(++gap);
}

afterFailure(startAfresh);

/** The session is over: what is being read is not kept. */
export function abandonSnapshot(): void {
  gap++;
  forgetReadings();
  release?.();
  release = undefined;
}

async function readUntilDone(mine: number): Promise<void> {
  const isCurrent = () => mine === gap;
  try {
    await readSnapshot(isCurrent);
  } catch (error) {
    if (!isCurrent())
      return;
    if (!(error instanceof ApiError))
      throw error;
    setTimeout(() => void (isCurrent() && readUntilDone(mine)), (error.retryAfter ?? 0) * 1_000 || AGAIN_MS);
    return;
  }
  if (isCurrent()) {
    release?.();
    release = undefined;
  }
}

/**
 * Reads everything afresh: at the beginning, and when the server cannot say what was missed. What is looked at is read before anything else is shown. Errors: ApiError.
 * @param isCurrent False when there was another gap meanwhile: then what was read is not kept.
 */
async function readSnapshot(isCurrent: () => boolean): Promise<void> {
  const [channels, { channels: counts }, { prefs }, dnd, { manual_away }] = await Promise.all([
    readOwnChannels(),
    wiring.call('client.counts'),
    wiring.call('users.prefs.get'),
    wiring.call('dnd.info'),
    wiring.call('users.getPresence'),
  ]);
  if (!isCurrent())
    return;
  forgetReadings();
  const isFirst = state.peek().session.status === 'in' && Object.keys(state.peek().channels).length === 0;
  update(state => afresh(state, { channels, counts, prefs, dnd, manualAway: manual_away === true }));
  if (!isFirst)
    refreshUsers();
  await Promise.all([
    ...shownChannels().map(id => ifPossible(reloadNewest(id))),
    ...shownThreads().map(({ channel, ts }) => ifPossible(reloadThread(channel, ts))),
  ]);
  if (!isCurrent())
    return;
  update(state => state.session.status === 'in' && !state.session.loaded ? { ...state, session: { ...state.session, loaded: true } } : state);
}

/** What is looked at may be gone: then its view finds that out by itself. */
async function ifPossible(reading: Promise<void>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof ApiError) || error.isPassing)
      throw error;
  }
}

async function readOwnChannels(): Promise<Channel[]> {
  const channels: Channel[] = [];
  let cursor: string | undefined;
  do {
    const answer = await wiring.call('users.conversations', { types: KINDS, limit: MAX_PAGE, cursor });
    channels.push(...answer.channels);
    cursor = answer.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return channels;
}
