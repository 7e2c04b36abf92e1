import { useComputed } from '@preact/signals';
import { formatDay } from '../../text';
import type { Conversation } from './Conversation';
import { instantOf } from './grouping';

/** The day of the uppermost message, over the list. Readers of the page have the dividers. */
export function StickyDay({ conversation }: { conversation: Conversation }) {
  const day = useComputed(() => {
    const { value } = conversation.unread.sight;
    return value ? formatDay(instantOf(value.first)) : '';
  }).value;
  return day ? (
    <div class="messages-sticky-day" aria-hidden="true">
      <span class="messages-day-name">{day}</span>
    </div>
  ) : null;
}
