import { useComputed } from '@preact/signals';
import type { Ts } from '../../protocol';
import { self } from '../../store';
import { dayKey, formatDateTime, formatTime, t } from '../../text';
import { Button, IconButton } from '../../ui';
import type { Conversation } from './Conversation';
import { instantOf } from './grouping';
import { isPending, type Item } from './items';

/** More than this is not counted. */
const Most = 100;

/** What is new and out of sight, above and below, as ways there. */
export function Pills({ conversation }: { conversation: Conversation }) {
  return (
    <>
      <UnreadPill conversation={conversation} />
      <LatestPill conversation={conversation} />
    </>
  );
}

/** The line of unread messages is further up. */
function UnreadPill({ conversation }: { conversation: Conversation }) {
  const line = useComputed(() => {
    const { line, sight, seenLine } = conversation.unread;
    return line.value !== null && line.value !== seenLine.value && sight.value && line.value < sight.value.first ? line.value : null;
  }).value;
  if (line === null) return null;
  const at = instantOf(line);
  const isToday = dayKey(at) === dayKey(Date.now());
  return (
    <div class="messages-pill is-above">
      <Button variant="primary" size="small" icon="arrow-up" onClick={() => void conversation.toLine()}>
        {t('messages.newSince', { messages: newWords(conversation, line), time: isToday ? formatTime(at) : formatDateTime(at) })}
      </Button>
      <IconButton icon="x" size="small" variant="primary" label={t('messages.markAllRead')} onClick={() => conversation.unread.readAll()} />
    </div>
  );
}

function newWords(conversation: Conversation, line: Ts): string {
  const count = countFrom(conversation.items.value, (ts) => ts >= line);
  return conversation.isLive.value && count < Most ? t('messages.newCount', { count }) : t('messages.newMany');
}

/** The end is further down: how many came that were not seen, or only the way there. */
function LatestPill({ conversation }: { conversation: Conversation }) {
  const isAtEnd = useComputed(() => conversation.isLive.value && (conversation.unread.sight.value?.atEnd ?? true)).value;
  const isOpen = useComputed(() => conversation.unread.sight.value !== null).value;
  if (isAtEnd || !isOpen) return null;
  const seen = conversation.unread.seen.value;
  const count = conversation.isLive.value ? countFrom(conversation.items.value, (ts) => ts > seen) : 0;
  return (
    <div class="messages-pill is-below">
      <Button variant={count > 0 ? 'primary' : 'secondary'} size="small" icon="arrow-down" onClick={() => void conversation.toLatest()}>
        {count >= Most ? t('messages.newMany') : count > 0 ? t('messages.newCount', { count }) : t('messages.jumpToLatest')}
      </Button>
    </div>
  );
}

/** Others' messages at the end of the list, as far as they are wanted. */
function countFrom(items: readonly Item[], isWanted: (ts: Ts) => boolean): number {
  const me = self.peek()?.id;
  let count = 0;
  for (let at = items.length - 1; at >= 0 && count < Most; at--) {
    const item = items[at];
    if (!item || isPending(item)) continue;
    if (!isWanted(item.ts)) break;
    if (item.user !== me) count++;
  }
  return count;
}
