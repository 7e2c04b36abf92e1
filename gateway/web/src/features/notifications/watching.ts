import { plain, type Names } from '../../mrkdwn';
import type { Channel, MessageEvent } from '../../protocol';
import { navigate, pathTo, route } from '../../router';
import { channelName, nameOf, onEvent, state, type AppEvent } from '../../store';
import { t } from '../../text';
import { isWorthTelling } from './deciding';
import { noteBroken, permission } from './permission';

/** What was said longer ago than this came by catching up: the list of conversations tells of it. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_BODY = 200;

const names: Names = {
  user: (id) => {
    const user = state.peek().users[id];
    return user ? nameOf(user) : undefined;
  },
  channel: (id) => state.peek().channels[id]?.name,
};

/** Shows notifications until the returned function is called. */
export function startNotifications(): () => void {
  return onEvent(consider);
}

function consider(event: AppEvent): void {
  if (permission.peek() !== 'granted' || event.type !== 'message' || ('hidden' in event && event.hidden)) return;
  const message = event as MessageEvent;
  const { session, channels, prefs, dnd } = state.peek();
  const channel = channels[message.channel];
  if (session.status !== 'in' || !channel) return;
  const now = Date.now();
  if (now - Number(message.ts) * 1000 > MAX_AGE_MS) return;
  const worth = isWorthTelling(message, {
    self: session.self,
    channel,
    prefs,
    dnd: dnd[session.self],
    now,
    inSight: isInSight(message),
    follows: follows(message, session.self),
  });
  if (worth) show(message, channel);
}

/** A later one of the same conversation takes its place, whichever window shows it. */
function show(message: MessageEvent, channel: Channel): void {
  const name = authorOf(message);
  const notification = make(channel.is_im ? name : t('notifications.inChannel', { name, channel: channelName(channel) }), {
    body: plain(message.text, names).slice(0, MAX_BODY) || t('notifications.sentSomething'),
    tag: `chat:${channel.id}`,
  });
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
