import type { ComponentChildren, HTMLAttributes } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { classes } from '../attributes';
import { memo } from '../memo';
import type { Scroller } from './scroller';

interface Props<T> {
  scroller: Scroller;
  item: T;
  itemKey: string;
  index: number;
  role: 'listitem' | 'article' | 'option' | undefined;
  /** How many items there are; -1 when the list is a part of a longer one. */
  setSize: number | undefined;
  renderItem: (item: T, index: number) => ComponentChildren;
  attributes: HTMLAttributes<HTMLDivElement> | undefined;
}

/** One drawn item. Its content is drawn again only when it, its index or how it is drawn has changed: not while the list scrolls. */
export function Item<T>({ scroller, item, itemKey, index, role, setSize, renderItem, attributes }: Props<T>) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (element.current ? scroller.mount(element.current) : undefined), []);
  return (
    <div
      {...attributes}
      ref={element}
      role={role}
      data-index={index}
      aria-posinset={setSize === undefined ? undefined : index + 1}
      aria-setsize={setSize}
      class={classes('ui-virtual-item', attributes?.class as string | undefined)}
      onFocusIn={() => scroller.focused(itemKey)}
      onFocusOut={() => scroller.focused(undefined)}
    >
      <Content item={item} index={index} renderItem={renderItem} />
    </div>
  );
}

/**
 * A component, and not an element that is kept: such a one refers to the tree that it was first drawn in, with whatever was in sight then, and so from one
 * to the next to all that was ever scrolled past.
 */
const Content = memo(function Content({ item, index, renderItem }: { item: unknown; index: number; renderItem: (item: never, index: number) => ComponentChildren }) {
  return <>{renderItem(item as never, index)}</>;
});
