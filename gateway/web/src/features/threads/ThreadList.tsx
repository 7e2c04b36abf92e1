import type { Ref } from 'preact';
import { useCallback, useImperativeHandle, useRef } from 'preact/hooks';
import type { Ts } from '../../protocol';
import { t } from '../../text';
import { VirtualList, type VirtualListHandle } from '../../ui';
import { isPending, keyOf, PendingRow, placingOf, Row, useEdited, useRowFocus, type Item } from '../messages';
import type { Thread } from './Thread';

export interface ThreadListHandle {
  toEnd(): void;
}

/** The root, how many replies it has, and the replies. */
export function ThreadList({ thread, focusTs, handle }: { thread: Thread; focusTs: Ts | undefined; handle: Ref<ThreadListHandle> }) {
  const list = useRef<VirtualListHandle>(null);
  const items = thread.items.value;
  const itemProps = useRowFocus(list, items, thread.place);
  const edited = useEdited(list, thread.place);
  useImperativeHandle(handle, () => ({ toEnd: () => list.current?.scrollToEnd() }), []);

  const renderItem = useCallback(
    (item: Item, index: number) => {
      const before = items[index - 1];
      if (isPending(item)) return <PendingRow item={item} continues={before !== undefined && isPending(before)} />;
      const previous = before && !isPending(before) ? before : undefined;
      const placing = placingOf(item, previous, null);
      return (
        <>
          {index === 1 && <ReplyCount count={items.length - 1} />}
          {/* The root stands alone, and beneath it no day needs to be told that is its own. */}
          <Row message={item} place={thread.place} {...placing} continues={placing.continues && index > 1} startsDay={placing.startsDay && index > 0} />
        </>
      );
    },
    [items],
  );

  return (
    <VirtualList
      key={focusTs ?? ''}
      handle={list}
      class="messages-list"
      label={t('threads.list')}
      role="feed"
      items={items}
      itemKey={keyOf}
      itemProps={itemProps}
      renderItem={renderItem}
      estimate={64}
      pinned={edited}
      initial={focusTs === undefined ? 'end' : { key: focusTs, align: 'center' }}
      stickToEnd
      footer={items.length === 1 ? <p class="threads-none">{t('threads.none')}</p> : null}
    />
  );
}

function ReplyCount({ count }: { count: number }) {
  return <div class="threads-count">{t('threads.replies', { count })}</div>;
}
