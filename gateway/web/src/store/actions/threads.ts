import { TS_END, TS_ZERO, type ChannelId, type Message, type Ts } from '../../protocol';
import { applyToMessages } from '../apply';
import { recording } from '../feed';
import { liveOf, merge } from '../history';
import { settle } from '../messages';
import { threadKey, type State, type Thread } from '../state';
import { state, update } from '../store';
import { wiring } from '../wiring';
import { once, presentReadings, whenLoaded } from './history';
import { requestUsers } from './users';

const PAGE = 200;
const NOTHING: Thread = { root: undefined, replies: [] };

const shown = new Map<string, { channel: ChannelId; ts: Ts; count: number }>();

export function shownThreads(): { channel: ChannelId; ts: Ts }[] {
  return [...shown.values()];
}

/** Says that a thread is looked at, until the returned function is called: then it is forgotten. */
export function showThread(channel: ChannelId, ts: Ts): () => void {
  const key = threadKey(channel, ts);
  const entry = shown.get(key) ?? { channel, ts, count: 0 };
  entry.count++;
  shown.set(key, entry);
  return () => {
    if (--entry.count > 0)
      return;
    shown.delete(key);
    update(state => {
      const { [key]: _, ...threads } = state.threads;
      return { ...state, threads };
    });
  };
}

/** Reads a thread to its end, page by page. Errors: ApiError thread_not_found. */
export async function loadThread(channel: ChannelId, ts: Ts): Promise<void> {
  await whenLoaded();
  const known = state.peek().threads[threadKey(channel, ts)];
  if (known === undefined || liveOf(known.replies) === undefined)
    await once(`thread ${threadKey(channel, ts)}`, () => reloadThread(channel, ts));
}

export async function reloadThread(channel: ChannelId, ts: Ts): Promise<void> {
  const began = presentReadings();
  let after: Ts | undefined;
  do
    after = await readPage(channel, ts, after);
  while (after !== undefined && began === presentReadings());
}

/** Reads from a reply on; the first page begins anew. Answers the last reply's ts when there is more. */
async function readPage(channel: ChannelId, ts: Ts, after: Ts | undefined): Promise<Ts | undefined> {
  const began = presentReadings();
  const { answer, meanwhile } = await recording(() => wiring.call('conversations.replies', {
    channel, ts, limit: PAGE, ...(after === undefined ? {} : { oldest: after, inclusive: true }),
  }));
  if (began !== presentReadings())
    return undefined;
  const root = answer.messages.find(message => message.ts === ts);
  const replies = answer.messages.filter(message => message.ts !== ts);
  const to = answer.has_more ? replies.at(-1)?.ts : undefined;
  const page = { from: after ?? TS_ZERO, to: to ?? TS_END, messages: replies };
  update((state: State) => {
    const known = (after === undefined ? undefined : state.threads[threadKey(channel, ts)]) ?? NOTHING;
    const thread = { root: root ?? known.root, replies: merge(known.replies, page) };
    const settled = answer.messages.reduce(settle, state);
    return meanwhile.reduce(applyToMessages, { ...settled, threads: { ...state.threads, [threadKey(channel, ts)]: thread } });
  });
  requestUsers(new Set(answer.messages.flatMap((message: Message) => message.user ?? [])));
  return to;
}
