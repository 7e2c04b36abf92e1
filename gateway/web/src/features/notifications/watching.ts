import type { MessageEvent } from '../../protocol';
import { navigate, pathTo, route } from '../../router';
import { channelName, isInChannel, nameOf, onEvent, state, type AppEvent } from '../../store';
import { t } from '../../text';
import { readable } from '../messages/readable';
import { claim } from './claiming';
import { isWorthTelling } from './deciding';
import { askFor, untilKnown } from './naming';
import { noteBroken, permission } from './permission';

/** What was said longer ago than this came by catching up: the list of conversations tells of it. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_BODY = 200;

/** So long the other windows have to say that its reader sees it there. */
const PATIENCE_MS = 500;

/** Shows notifications until the returned function is called. */
export function startNotifications(): () => void {
  const waiting = new Set<ReturnType<typeof setTimeout>>();
  const stop = onEvent((event) => consider(event, waiting));
  return () => {
    stop();
    waiting.forEach(clearTimeout);
  };
}

function consider(event: AppEvent, waiting: Set<ReturnType<typeof setTimeout>>): void {
  if (permission.peek() !== 'granted' || event.type !== 'message' || ('hidden' in event && event.hidden)) return;
  const message = event as MessageEvent;
  if (!isWorth(message)) return;
  if (isInSight(message)) {
    // Claimed and not shown: no other window is to speak of it.
    void claim(nameOfMessage(message));
    return;
  }
  askFor(message);
  const timer = setTimeout(() => {
    waiting.delete(timer);
    void tell(message);
  }, PATIENCE_MS);
  waiting.add(timer);
}

/** Unless it was seen meanwhile, here or elsewhere. */
async function tell(message: MessageEvent): Promise<void> {
  if (!isWorth(message) || isInSight(message) || isRead(message)) return;
  if (!(await claim(nameOfMessage(message)))) return;
  await untilKnown(message);
  if (isWorth(message)) show(message);
}

/** Wherever its reader looks. */
function isWorth(message: MessageEvent): boolean {
  const { session, channels, prefs, dnd } = state.peek();
  const channel = channels[message.channel];
  if (session.status !== 'in' || !channel) return false;
  const now = Date.now();
  if (now - Number(message.ts) * 1000 > MAX_AGE_MS) return false;
  return isWorthTelling(message, { self: session.self, channel, prefs, dnd: dnd[session.self], now, follows: follows(message, session.self) });
}

function isRead(message: MessageEvent): boolean {
  const counts = state.peek().counts[message.channel];
  return counts !== undefined && isInChannel(message) && message.ts <= counts.last_read;
}

/** Channels' ids are their team's own. */
function nameOfMessage(message: MessageEvent): string {
  const { session } = state.peek();
  return `${session.status === 'in' ? session.team.id : ''}.${message.channel}.${message.ts}`;
}

/** A later one of the same conversation takes its place, whichever window shows it, and is heard again. */
function show(message: MessageEvent): void {
  const channel = state.peek().channels[message.channel];
  if (!channel) return;
  const name = authorOf(message);
  // TypeScript's own declarations lack `renotify`, which not all browsers have.
  const options: NotificationOptions & { renotify: boolean } = {
    body: readable(message).slice(0, MAX_BODY) || t('notifications.sentSomething'),
    tag: `chat:${channel.id}`,
    renotify: true,
  };
  const notification = make(channel.is_im ? name : t('notifications.inChannel', { name, channel: channelName(channel) }), options);
  if (!notification) return;
  notification.onclick = () => {
    window.focus();
    navigate(pathTo.message(channel.id, message.ts, message.thread_ts));
    notification.close();
  };
}

function make(title: string, options: NotificationOptions): Notification | undefined {
  try {
    return new Notification(title, options);
  } catch {
    noteBroken();
    return undefined;
  }
}

function authorOf(message: MessageEvent): string {
  const user = message.user ? state.peek().users[message.user] : undefined;
  return user ? nameOf(user) : message.username ?? t('people.unknown');
}

/** The window is in front and shows the conversation; a reply only if its thread is open. */
function isInSight(message: MessageEvent): boolean {
  if (document.visibilityState !== 'visible' || !document.hasFocus()) return false;
  const at = route.peek();
  if ((at.name !== 'client' && at.name !== 'message') || at.channel !== message.channel) return false;
  return message.thread_ts === undefined || message.subtype === 'thread_broadcast' || at.thread === message.thread_ts;
}

function follows(message: MessageEvent, self: string): boolean {
  if (message.thread_ts === undefined) return false;
  if (message.parent_user_id === self) return true;
  const root = state.peek().threads[`${message.channel}:${message.thread_ts}`]?.root;
  return root?.user === self || (root?.reply_users?.includes(self) ?? false);
}
