import type { Channel } from '../../protocol';
import { afresh } from '../snapshot';
import { state, update } from '../store';
import { wiring } from '../wiring';
import { forgetReadings, reloadNewest, shownChannels } from './history';
import { reloadThread, shownThreads } from './threads';
import { refreshUsers } from './users';

const MAX_PAGE = 1_000;
const KINDS = 'public_channel,private_channel,mpim,im';

/**
 * Reads everything afresh: at the beginning, and when the server cannot say what was missed. To be called while events are held back: they are newer. What is
 * looked at is read before anything else is shown. Errors: ApiError; then it is to be tried again.
 */
export async function readSnapshot(): Promise<void> {
  const [channels, { channels: counts }, { prefs }, dnd] = await Promise.all([
    readOwnChannels(),
    wiring.call('client.counts'),
    wiring.call('users.prefs.get'),
    wiring.call('dnd.info'),
  ]);
  forgetReadings();
  const isFirst = state.peek().session.status === 'in' && Object.keys(state.peek().channels).length === 0;
  update(state => afresh(state, { channels, counts, prefs, dnd }));
  if (!isFirst)
    refreshUsers();
  await Promise.all([...shownChannels().map(reloadNewest), ...shownThreads().map(({ channel, ts }) => reloadThread(channel, ts))]);
  update(state => state.session.status === 'in' && !state.session.loaded ? { ...state, session: { ...state.session, loaded: true } } : state);
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
