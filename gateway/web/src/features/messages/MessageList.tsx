import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { ChannelId } from '../../protocol';
import { channelOf } from '../../store';
import { t } from '../../text';
import { Banner, Spinner, VirtualList, type VirtualListHandle } from '../../ui';
import { titleOf } from '../composer';
import type { Conversation } from './Conversation';
import { Failed } from './Failed';
import { placingOf } from './grouping';
import { isPending, keyOf, tsUpTo, type Item } from './items';
import { ListEnd, ListStart } from './ListEnds';
import { PendingRow } from './PendingRow';
import { Pills } from './Pills';
import { Row } from './Row';
import { isDividerAtTop, StickyDay } from './StickyDay';
import { useEdited } from './useEdited';
import { useRowFocus } from './useRowFocus';

/** Pixels that are left above the line of unread messages, so that it is seen what went before. */
const AboveLine = 96;

/** The messages of a conversation, as many as are in sight, with what floats over them. */
export function MessageList({ conversation, channel }: { conversation: Conversation; channel: ChannelId }) {
  const list = useRef<VirtualListHandle>(null);
  const opening = conversation.opening.value;
  const items = conversation.items.value;
  const first = conversation.first.value;
  const failure = conversation.failure.value;
  const line = conversation.unread.line.value;
  const name = titleOf(channelOf(channel).value);
  const itemProps = useRowFocus(list, items, conversation.place);
  const edited = useEdited(list, conversation.place);

  const look = () => {
    const visible = list.current?.visible();
    const messages = conversation.stretch.peek()?.messages;
    const first = visible && messages && tsUpTo(messages, visible.first);
    const last = visible && messages && tsUpTo(messages, visible.last);
    if (first === undefined || last === undefined) return;
    const box = list.current?.element;
    conversation.unread.see({ first, last, atEnd: list.current?.atEnd() ?? true, dividerAtTop: box != null && isDividerAtTop(box) });
  };

  // What is in sight is read when it comes, and when its reader comes back to it.
  useEffect(look, [items, opening?.key]);
  useEffect(() => {
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);

  const renderItem = useCallback(
    (item: Item, index: number) => {
      const before = index === 0 ? first : items[index - 1];
      if (isPending(item)) return <PendingRow item={item} continues={before !== undefined && isPending(before)} />;
      const previous = before && !isPending(before) ? before : undefined;
      return <Row message={item} place={conversation.place} {...placingOf(item, previous, line)} />;
    },
    [items, first, line],
  );

  if (!opening) return <Waiting conversation={conversation} />;
  return (
    <div class="messages-frame">
      {failure?.what === 'open' && <Failed error={failure.error} onRetry={() => void conversation.retry()} />}
      {conversation.isMissing.value && (
        <Banner tone="warning" onDismiss={() => (conversation.isMissing.value = false)}>
          {t('messages.notFound')}
        </Banner>
      )}
      <div class="messages-window">
        <StickyDay conversation={conversation} />
        <VirtualList
          key={opening.key}
          handle={list}
          class="messages-list"
          label={t('messages.list', { channel: name })}
          role="feed"
          items={items}
          itemKey={keyOf}
          itemProps={itemProps}
          renderItem={renderItem}
          estimate={48}
          overscan={1000}
          pinned={edited}
          initial={opening.at === null ? 'end' : { key: opening.at, align: opening.isTarget ? 'center' : 'start', offset: opening.isTarget ? 0 : AboveLine }}
          stickToEnd={conversation.isLive.value}
          onNearStart={conversation.loadOlder}
          onNearEnd={conversation.loadNewer}
          onScroll={look}
          header={<ListStart conversation={conversation} name={name} />}
          footer={<ListEnd conversation={conversation} />}
        />
        <Pills conversation={conversation} />
      </div>
    </div>
  );
}

function Waiting({ conversation }: { conversation: Conversation }) {
  const failure = conversation.failure.value;
  return (
    <div class="messages-waiting">
      {failure ? <Failed error={failure.error} onRetry={() => void conversation.retry()} /> : <Spinner label={t('messages.loading')} />}
    </div>
  );
}
