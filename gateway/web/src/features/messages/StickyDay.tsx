import { useComputed } from '@preact/signals';
import { formatDay } from '../../text';
import type { Conversation } from './Conversation';
import { instantOf } from './grouping';

/** The day of the uppermost message, over the list, unless a day's own divider stands there. Readers of the page have the dividers. */
export function StickyDay({ conversation }: { conversation: Conversation }) {
  const day = useComputed(() => {
    const { value } = conversation.unread.sight;
    return value && !value.dividerAtTop ? formatDay(instantOf(value.first)) : '';
  }).value;
  return day ? (
    <div class="messages-sticky-day" aria-hidden="true">
      <span class="messages-day-name">{day}</span>
    </div>
  ) : null;
}

/** How far down the day over the list reaches, and as much again as sets it off, in pixels. */
const Reach = 48;

/** Whether a divider stands where the day over the list would. */
export function isDividerAtTop(list: HTMLElement): boolean {
  const { top } = list.getBoundingClientRect();
  return [...list.querySelectorAll('.messages-day')].some((divider) => {
    const place = divider.getBoundingClientRect();
    return place.bottom > top && place.top < top + Reach;
  });
}
