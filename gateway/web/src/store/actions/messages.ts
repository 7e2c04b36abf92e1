import { ApiError } from '../../api';
import type { ChannelId, PostFrame, Ts } from '../../protocol';
import { receive } from '../feed';
import { changed, reacted } from '../messages';
import { giveUp, isOver, nextOver } from '../outbox';
import type { Pending } from '../state';
import { outbox, state, update } from '../store';
import { wiring } from '../wiring';

/** A frame may have 16 KB; what is near it goes by HTTP. */
const MAX_FRAME_BYTES = 15_000;

const AGAIN_MS = 1_500;

export interface NewMessage {
  channel: ChannelId;
  /** Escaped mrkdwn (`compose` in mrkdwn). */
  text: string;
  thread_ts?: Ts;
  /** Shown in the channel too. */
  reply_broadcast?: boolean;
  /** False: no previews of its links. */
  unfurl?: boolean;
}

/** Posts: shown at once among `pendingOf`, a message when the server has it, `failed` when it refuses or does not answer for long. */
export function sendMessage(message: NewMessage): void {
  const item: Pending = { ...message, client_msg_id: wiring.newId(), created: wiring.now(), state: 'sending' };
  update(state => ({ ...state, outbox: [...state.outbox, item] }));
  void deliver(item);
}

/** Tries a failed message again; the same `client_msg_id` makes it the same message, should it have arrived after all. */
export function retryMessage(id: string): void {
  const item = state.peek().outbox.find(item => item.client_msg_id === id);
  if (item === undefined)
    return;
  const { error: _, ...rest } = item;
  const again: Pending = { ...rest, state: 'sending', created: wiring.now() };
  replace(again);
  void deliver(again);
}

export function discardMessage(id: string): void {
  update(state => ({ ...state, outbox: state.outbox.filter(item => item.client_msg_id !== id) }));
}

/** Sends what is on its way, in its order: after every opening of the socket, since answers may have been lost with the last one. */
export function resendAll(): void {
  giveUpOld();
  for (const item of state.peek().outbox) {
    if (item.state === 'sending')
      void deliver(item);
  }
}

let age: ReturnType<typeof setTimeout> | undefined;

/** A message that waits for the socket is given up when its time is over, and not first when the socket is back. */
outbox.subscribe(items => {
  clearTimeout(age);
  const over = nextOver(items);
  age = over === undefined ? undefined : setTimeout(giveUpOld, Math.max(0, over - wiring.now()));
});

function giveUpOld(): void {
  update(state => {
    const outbox = giveUp(state.outbox, wiring.now());
    return outbox === state.outbox ? state : { ...state, outbox };
  });
}

async function deliver(item: Pending): Promise<void> {
  const frame = frameOf(item);
  try {
    if (byteLength(frame) > MAX_FRAME_BYTES)
      await postByHttp(frame);
    else
      await wiring.socket.ask(frame);
  } catch (error) {
    if (!(error instanceof ApiError))
      throw error;
    if (!isPending(item))
      return;
    if (!error.isPassing || isOver(item, wiring.now()))
      replace({ ...item, state: 'failed', error: error.code });
    else if (error.code !== 'network_error')
      setTimeout(() => void (isPending(item) && deliver(item)), (error.retryAfter ?? 0) * 1_000 || AGAIN_MS);
    else if (byteLength(frame) > MAX_FRAME_BYTES)
      setTimeout(() => void (isPending(item) && deliver(item)), AGAIN_MS * 2);
    // Else the next opening of the socket sends it again.
  }
}

async function postByHttp(frame: PostFrame): Promise<void> {
  const { type: _, unfurl_links, unfurl_media, ...args } = frame;
  const answer = await wiring.call('chat.postMessage', { ...args, unfurl_links: unfurl_links ?? true, unfurl_media: unfurl_media ?? true });
  receive({ type: 'posted', frame, ts: answer.ts, text: answer.message.text });
}

function frameOf(item: Pending): PostFrame {
  const frame: PostFrame = { type: 'message', channel: item.channel, text: item.text, client_msg_id: item.client_msg_id };
  if (item.thread_ts !== undefined)
    frame.thread_ts = item.thread_ts;
  if (item.reply_broadcast === true)
    frame.reply_broadcast = true;
  if (item.unfurl === false) {
    frame.unfurl_links = false;
    frame.unfurl_media = false;
  }
  return frame;
}

function byteLength(frame: PostFrame): number {
  return new TextEncoder().encode(JSON.stringify(frame)).length;
}

function isPending(item: Pending): boolean {
  return state.peek().outbox.some(other => other.client_msg_id === item.client_msg_id && other.state === 'sending');
}

function replace(item: Pending): void {
  update(state => ({ ...state, outbox: state.outbox.map(other => other.client_msg_id === item.client_msg_id ? item : other) }));
}

/** Changes the text of one's own message. Errors: ApiError cant_update_message, msg_too_long. */
export async function editMessage(channel: ChannelId, ts: Ts, text: string): Promise<void> {
  const { message } = await wiring.call('chat.update', { channel, ts, text, unfurl_links: true });
  update(state => changed(state, { type: 'message', subtype: 'message_changed', hidden: true, channel, ts, event_ts: ts, message }));
}

/** Errors: ApiError cant_delete_message. */
export async function deleteMessage(channel: ChannelId, ts: Ts): Promise<void> {
  await wiring.call('chat.delete', { channel, ts });
}

/** Adds a reaction, shown at once. Errors: ApiError too_many_emoji, …; then it is taken back. */
export async function react(channel: ChannelId, ts: Ts, name: string): Promise<void> {
  await toggle(channel, ts, name, true);
}

/** Takes back one's own reaction. */
export async function unreact(channel: ChannelId, ts: Ts, name: string): Promise<void> {
  await toggle(channel, ts, name, false);
}

async function toggle(channel: ChannelId, ts: Ts, name: string, on: boolean): Promise<void> {
  show(channel, ts, name, on);
  try {
    await wiring.call(on ? 'reactions.add' : 'reactions.remove', { channel, timestamp: ts, name });
  } catch (error) {
    const known = error instanceof ApiError && error.code === (on ? 'already_reacted' : 'no_reaction');
    if (known)
      return;
    show(channel, ts, name, !on);
    throw error;
  }
}

function show(channel: ChannelId, ts: Ts, name: string, on: boolean): void {
  update(state => state.session.status !== 'in' ? state : reacted(state, {
    type: on ? 'reaction_added' : 'reaction_removed',
    user: state.session.self,
    reaction: name,
    item: { type: 'message', channel, ts },
    event_ts: ts,
  }));
}
