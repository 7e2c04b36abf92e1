import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import type { Ts } from '../../protocol';
import { self } from '../../store';
import { formatDay, formatTime, t } from '../../text';
import { Button, Icon, IconButton } from '../../ui';
import type { Conversation } from './Conversation';
import { instantOf } from './grouping';
import { isPending, type Item } from './items';

/** Which items are in sight. */
export interface Sight {
  readonly first: string;
  readonly last: string;
  readonly atEnd: boolean;
}

/** More than this is not counted. */
const Most = 100;

interface PillsProps {
  conversation: Conversation;
  sight: ReadonlySignal<Sight | null>;
}

/** What is new and out of sight, above and below, as ways there. */
export function Pills(props: PillsProps) {
  return (
    <>
      <UnreadPill {...props} />
      <LatestPill {...props} />
    </>
  );
}

/** The line of unread messages is further up. */
function UnreadPill({ conversation, sight }: PillsProps) {
  // Once seen, the line is known.
  const seen = useSignal<Ts | null>(null);
  useSignalEffect(() => {
    const line = conversation.line.value;
    const { value } = sight;
    if (line !== null && value && value.first <= line && line <= value.last) seen.value = line;
  });
  const line = conversation.line.value;
  const isAbove = useComputed(() => line !== null && sight.value !== null && line < sight.value.first).value;
  if (line === null || !isAbove || seen.value === line) return null;
  const at = instantOf(line);
  const isToday = formatDay(at) === formatDay(Date.now());
  return (
    <div class="messages-pill is-above">
      <Button variant="primary" size="small" icon="arrow-up" onClick={() => conversation.toLine()}>
        {t('messages.newSince', { messages: newWords(conversation, line), time: isToday ? formatTime(at) : formatDay(at) })}
      </Button>
      <IconButton icon="x" size="small" variant="primary" label={t('messages.markAllRead')} onClick={() => conversation.readAll()} />
    </div>
  );
}

function newWords(conversation: Conversation, line: Ts): string {
  const count = countFrom(conversation.items.value, line);
  return conversation.isLive.value && count < Most ? t('messages.newCount', { count }) : t('messages.newMany');
}

/** The end is further down: how many came that were not seen, or only the way there. */
function LatestPill({ conversation, sight }: PillsProps) {
  const seen = useSignal<Ts>('');
  useSignalEffect(() => {
    const last = sight.value?.last;
    if (last !== undefined && last > seen.peek()) seen.value = last;
  });
  const isAtEnd = useComputed(() => conversation.isLive.value && (sight.value?.atEnd ?? true)).value;
  if (isAtEnd || sight.value === null) return null;
  const count = conversation.isLive.value ? countFrom(conversation.items.value, seen.value, true) : 0;
  return (
    <div class="messages-pill is-below">
      <Button variant={count > 0 ? 'primary' : 'secondary'} size="small" onClick={() => void conversation.toLatest()}>
        <Icon name="arrow-down" size={16} />
        {count >= Most ? t('messages.newMany') : count > 0 ? t('messages.newCount', { count }) : t('messages.jumpToLatest')}
      </Button>
    </div>
  );
}

/** Others' messages from a place on. */
function countFrom(items: readonly Item[], ts: Ts, isBehind = false): number {
  const me = self.peek()?.id;
  let count = 0;
  for (let at = items.length - 1; at >= 0 && count < Most; at--) {
    const item = items[at];
    if (!item || isPending(item)) continue;
    if (isBehind ? item.ts <= ts : item.ts < ts) break;
    if (item.user !== me) count++;
  }
  return count;
}
