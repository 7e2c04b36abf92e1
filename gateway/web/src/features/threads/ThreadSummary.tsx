import type { ChannelId, Message } from '../../protocol';
import { pathTo } from '../../router';
import { nameOf, userOf } from '../../store';
import { dayKey, formatDay, formatFull, t } from '../../text';
import { Avatar } from '../../ui';
import { instantOf } from '../messages';
import './summary.css';

const Faces = 3;

/** What a root tells of its replies: "3 replies, last today". Opens the thread. */
export function ThreadSummary({ channel, message }: { channel: ChannelId; message: Message }) {
  const count = message.reply_count ?? 0;
  if (count === 0) return null;
  const at = message.latest_reply ? instantOf(message.latest_reply) : undefined;
  return (
    <a class="threads-summary" href={pathTo.thread(channel, message.ts)} title={at === undefined ? undefined : t('threads.lastAt', { time: formatFull(at) })}>
      <span class="threads-faces" aria-hidden="true">
        {(message.reply_users ?? []).slice(0, Faces).map((id) => (
          <Face key={id} id={id} />
        ))}
      </span>
      <strong>{t('threads.replies', { count })}</strong>
      {at !== undefined && <span class="threads-last">{lastOn(at)}</span>}
    </a>
  );
}

function lastOn(at: number): string {
  const day = dayKey(at);
  if (day === dayKey(Date.now())) return t('threads.lastToday');
  if (day === dayKey(Date.now() - 24 * 60 * 60_000)) return t('threads.lastYesterday');
  return t('threads.lastOn', { day: formatDay(at) });
}

function Face({ id }: { id: string }) {
  const user = userOf(id).value;
  return <Avatar name={user ? nameOf(user) : '…'} id={id} src={user?.profile.image_24} size={20} />;
}
