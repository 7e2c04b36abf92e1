import { Emoji } from '../../emoji';
import type { User } from '../../protocol';
import { t } from '../../text';
import { formatUntil, statusOf } from './status';

/** Somebody's status: as an emoji whose title says it, or in full. Nothing when there is none. */
export function StatusView({ user, full = false }: { user: User; full?: boolean }) {
  const now = Date.now();
  const status = statusOf(user.profile, now);
  if (!status) return null;
  if (!full) return status.emoji === '' ? null : <span class="people-status-emoji" title={status.text}><Emoji name={status.emoji} /></span>;
  return (
    <p class="people-status">
      {status.emoji !== '' && <Emoji name={status.emoji} />} {status.text}{' '}
      {status.until !== undefined && (
        <span class="soft small">
          {t('people.statusUntil', { time: formatUntil(status.until) })}
        </span>
      )}
    </p>
  );
}
