import { TS_END, TS_ZERO, type ChannelId, type Message, type Ts } from '../../protocol';
import { applyToMessages } from '../apply';
import { recording } from '../feed';
import { liveOf, merge, stretchAround } from '../history';
import { settle } from '../messages';
import { show, trimAround, trimUnseen } from '../shown';
import type { State, Stretch } from '../state';
import { session, state, update } from '../store';
import { wiring } from '../wiring';
import { requestUsers } from './users';

/** Messages a page. */
const PAGE = 60;

/** Says that a conversation is looked at, until the returned function is called: then only its newest messages are kept. */
export function showChannel(id: ChannelId): () => void {
  const hide = show(id);
  return () => {
    hide();
    update(state => trimUnseen(state, id));
  };
}

/** Of a conversation that is looked at, keeps what stands around the messages in sight, and the newest: it has grown long (`isGrown`). */
export function keepAround(id: ChannelId, sight: { first: Ts; last: Ts }): void {
  update(state => trimAround(state, id, sight));
}

/** Reads the newest messages, unless they are there. Errors: ApiError. */
export async function loadNewest(id: ChannelId): Promise<void> {
  await whenLoaded();
  if (liveOf(state.peek().histories[id]) === undefined)
    await once(`${id} newest`, () => readNewest(id));
}

/** Reads the newest messages; what else was known of the conversation is forgotten. */
export async function reloadNewest(id: ChannelId): Promise<void> {
  await readNewest(id, []);
}

async function readNewest(id: ChannelId, known?: readonly Stretch[]): Promise<void> {
  await read(id, async () => [backward(await page(id, {}), TS_END)], known);
}

/** Reads the page before a stretch. Errors: ApiError. */
export async function loadOlder(id: ChannelId, from: Ts): Promise<void> {
  if (from !== TS_ZERO)
    await once(`${id} older ${from}`, () => read(id, async () => [backward(await page(id, { latest: from }), from)]));
}

/** Reads the page after a stretch. Errors: ApiError. */
export async function loadNewer(id: ChannelId, to: Ts): Promise<void> {
  if (to !== TS_END)
    await once(`${id} newer ${to}`, () => read(id, async () => [forward(await page(id, { oldest: to }), to)]));
}

/** Reads what stands around a place, unless it is there: then `stretchAt` has it. Errors: ApiError. */
export async function loadAround(id: ChannelId, ts: Ts): Promise<void> {
  await whenLoaded();
  if (stretchAround(state.peek().histories[id], ts) !== undefined)
    return;
  await once(`${id} around ${ts}`, () => read(id, async () => {
    const [before, after] = await Promise.all([page(id, { latest: ts }), page(id, { oldest: ts })]);
    return [backward(before, ts), forward(after, ts)];
  }));
}

interface HistoryAnswer {
  messages: Message[];
  has_more: boolean;
}

/** The bound itself is read again, so that the page has no gap to what is known. */
async function page(channel: ChannelId, bound: { latest?: Ts; oldest?: Ts }): Promise<HistoryAnswer> {
  return await wiring.call('conversations.history', { channel, ...bound, inclusive: true, limit: PAGE });
}

function backward(answer: HistoryAnswer, to: Ts): Stretch {
  const messages = answer.messages.toReversed();
  return { from: answer.has_more ? messages[0]?.ts ?? to : TS_ZERO, to, messages };
}

function forward(answer: HistoryAnswer, from: Ts): Stretch {
  const messages = answer.messages.toReversed();
  return { from, to: answer.has_more ? messages.at(-1)?.ts ?? from : TS_END, messages };
}

async function read(id: ChannelId, ask: () => Promise<Stretch[]>, known?: readonly Stretch[]): Promise<void> {
  const began = readings;
  const { answer: pages, meanwhile } = await recording(ask);
  if (began !== readings)
    return;
  update((state: State) => {
    const history = pages.reduce(merge, known ?? state.histories[id] ?? []);
    const settled = pages.flatMap(page => page.messages).reduce(settle, state);
    return meanwhile.reduce(applyToMessages, { ...settled, histories: { ...state.histories, [id]: history } });
  });
  requestUsers(new Set(pages.flatMap(page => page.messages.flatMap(message => message.user ?? []))));
}

let readings = 0;

/** What is being read now began before a gap in the events: it is not kept. */
export function forgetReadings(): void {
  readings++;
}

/** Identifies the readings since the last gap. */
export function presentReadings(): number {
  return readings;
}

/** A conversation is read after the socket has its position: what comes later, comes as an event. */
export function whenLoaded(): Promise<void> {
  return new Promise(resolve => {
    const stop = session.subscribe(({ status, ...more }) => {
      if (status === 'in' && 'loaded' in more && !more.loaded)
        return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

const under = new Map<string, Promise<void>>();

/** One reading of a thing at a time: who asks meanwhile waits for the same. */
export function once(key: string, work: () => Promise<void>): Promise<void> {
  let running = under.get(key);
  if (running === undefined) {
    running = work().finally(() => under.delete(key));
    under.set(key, running);
  }
  return running;
}
