import { TS_END, TS_ZERO, type ChannelId, type Message, type Ts } from '../../protocol';
import { applyToMessages } from '../apply';
import { recording } from '../feed';
import { liveOf, merge } from '../history';
import { threadKey, type State, type Thread } from '../state';
import { state, update } from '../store';
import { wiring } from '../wiring';
import { once, presentReadings, whenLoaded } from './history';
import { requestUsers } from './users';

const PAGE = 200;

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
  let thread: Thread = { root: undefined, replies: [] };
  do
    after = await readPage(channel, ts, after, page => thread = page(thread));
  while (after !== undefined && began === presentReadings());
}

/** Reads on from a reply; answers the last one's ts when there is more. */
async function readPage(channel: ChannelId, ts: Ts, after: Ts | undefined, add: (page: (thread: Thread) => Thread) => Thread): Promise<Ts | undefined> {
  const { answer, meanwhile } = await recording(() => wiring.call('conversations.replies', {
    channel, ts, limit: PAGE, ...(after === undefined ? {} : { oldest: after, inclusive: true }),
  }));
  const root = answer.messages.find(message => message.ts === ts);
  const replies = answer.messages.filter(message => message.ts !== ts);
  const to = answer.has_more ? replies.at(-1)?.ts : undefined;
  const page = { from: after ?? TS_ZERO, to: to ?? TS_END, messages: replies };
  const thread = add(thread => ({ root: root ?? thread.root, replies: merge(thread.replies, page) }));
  update((state: State) => meanwhile.reduce(applyToMessages, { ...state, threads: { ...state.threads, [threadKey(channel, ts)]: thread } }));
  requestUsers(new Set(answer.messages.flatMap((message: Message) => message.user ?? [])));
  return to;
}
