import type { ChannelId, Message, Ts } from '../../protocol';
import { deleteMessage, react as addReaction, self, session, unreact } from '../../store';
import { navigate, pathTo } from '../../router';
import { t } from '../../text';
import { confirm, copy, showToast } from '../../ui';
import { errorWords } from '../errors';
import { readable } from './readable';
import { formOf } from './subtypes';

/** Gives a reaction or takes one's own back. @param add True: only gives. */
export async function react(channel: ChannelId, message: Message, name: string, add = false): Promise<void> {
  const me = self.peek()?.id;
  const isMine = message.reactions?.some((reaction) => reaction.name === name && me !== undefined && reaction.users.includes(me));
  if (isMine && add) return;
  await attempt(() => (isMine ? unreact(channel, message.ts, name) : addReaction(channel, message.ts, name)));
}

/** Asks first. */
export async function remove(channel: ChannelId, message: Message): Promise<void> {
  const isSure = await confirm({
    title: t('messages.deleteTitle'),
    text: t('messages.deleteText'),
    confirm: t('messages.delete'),
    danger: true,
  });
  if (isSure) await attempt(() => deleteMessage(channel, message.ts));
}

export async function copyLink(channel: ChannelId, message: Message): Promise<void> {
  await tellCopied(copy(location.origin + permalinkOf(channel, message)), t('messages.linkCopied'));
}

export async function copyText(message: Message): Promise<void> {
  await tellCopied(copy(readable(message)), t('messages.textCopied'));
}

/** The address of a message: of a reply, in its thread. */
export function permalinkOf(channel: ChannelId, message: Pick<Message, 'ts' | 'thread_ts'>): string {
  return pathTo.message(channel, message.ts, message.thread_ts);
}

export function openThread(channel: ChannelId, message: Pick<Message, 'ts' | 'thread_ts'>): void {
  navigate(pathTo.thread(channel, message.thread_ts ?? message.ts));
}

/** Does what the server may refuse, and tells when it does. */
export async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    showToast({ text: t('messages.actionFailed', { error: errorWords(error) }), tone: 'danger' });
  }
}

/** What the reader may do to a message. */
export interface Rights {
  readonly mayEdit: boolean;
  readonly mayDelete: boolean;
  readonly mayReply: boolean;
}

export function rightsOf(message: Message): Rights {
  const form = formOf(message);
  const isOwn = message.user !== undefined && message.user === self.value?.id;
  const { value } = session;
  const isAdmin = value.status === 'in' && value.is_admin;
  return {
    mayEdit: isOwn && (form === 'ordinary' || form === 'me'),
    mayDelete: form !== 'tombstone' && (isOwn || isAdmin),
    // A notice may be replied to as well; a tombstone has its thread already.
    mayReply: true,
  };
}

/** The last message of the reader's own that can be edited, among those shown. */
export function lastOwn(messages: readonly Message[]): Ts | null {
  return messages.findLast((message) => rightsOf(message).mayEdit)?.ts ?? null;
}

async function tellCopied(isCopied: Promise<boolean>, done: string): Promise<void> {
  if (await isCopied) showToast({ text: done, tone: 'success' });
  else showToast({ text: t('messages.copyFailed'), tone: 'danger' });
}
