import type { Ts } from '../../protocol';
import { formatDay, t } from '../../text';
import { instantOf } from './grouping';

/** Stands before the first message of a day. */
export function DayDivider({ ts }: { ts: Ts }) {
  return (
    <div class="messages-day" role="separator" aria-label={formatDay(instantOf(ts))}>
      <span class="messages-day-name" aria-hidden="true">
        {formatDay(instantOf(ts))}
      </span>
    </div>
  );
}

/** Stands before the first unread message. */
export function UnreadLine() {
  return (
    <div class="messages-unread-line" role="separator" aria-label={t('messages.new')}>
      <span aria-hidden="true">{t('messages.new')}</span>
    </div>
  );
}
