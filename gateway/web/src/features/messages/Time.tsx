import type { Message } from '../../protocol';
import { pathTo } from '../../router';
import { formatFull, formatTime, t } from '../../text';
import { permalinkOf } from './actions';
import { instantOf } from './grouping';
import { idOf } from './ids';
import type { Place } from './place';

/** When it was written, as a link to the message. */
export function Time({ message, place, isQuiet }: { message: Message; place: Place; isQuiet?: boolean }) {
  const at = instantOf(message.ts);
  return (
    <a
      id={idOf(place, message.ts, 'time')}
      class={isQuiet ? 'messages-time is-quiet' : 'messages-time'}
      href={permalinkOf(place.channel, message)}
      title={formatFull(at)}
    >
      <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
    </a>
  );
}

/** A reply that was sent to the channel as well says so: there with a way to its thread, in the thread as a note. */
export function BroadcastNote({ message, place }: { message: Message; place: Place }) {
  if (message.subtype !== 'thread_broadcast' || !message.thread_ts) return null;
  if (place.thread) return <span class="messages-note">{t('messages.broadcastInThread')}</span>;
  return (
    <a class="messages-note" href={pathTo.thread(place.channel, message.thread_ts)}>
      {t('messages.broadcast')}
    </a>
  );
}
