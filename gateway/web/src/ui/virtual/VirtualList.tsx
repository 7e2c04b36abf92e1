import './virtual.css';
import type { ComponentChildren, HTMLAttributes, Ref } from 'preact';
import { useImperativeHandle, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { classes } from '../attributes';
import { Item } from './Item';
import type { VirtualPosition } from './position';
import { Scroller, type ScrollState } from './scroller';

export type { VirtualPosition } from './position';

export interface VirtualListHandle {
  /** False: there is no such item. */
  scrollTo(position: VirtualPosition): boolean;
  scrollToEnd(): void;
  /** Whether the end is in sight (within `stickWithin`). */
  atEnd(): boolean;
  /** Keys of the first and last items in sight. */
  visible(): { first: string; last: string } | undefined;
  /** What, given as `initial`, brings the list back to where it is. */
  position(): VirtualPosition | 'end' | undefined;
  /** Scrolls as little as shows an item whole, and puts the focus on it: on its element or the first within that has a tabindex. */
  focusItem(key: string): boolean;
  readonly element: HTMLElement | null;
}

export interface VirtualListProps<T> {
  items: readonly T[];
  itemKey: (item: T) => string;
  /** An item is drawn anew when it, its index or this function is another one: keep the function the same (useCallback). */
  renderItem: (item: T, index: number) => ComponentChildren;
  /** Attributes of an item's element: tabIndex, aria-labelledby, class, handlers. */
  itemProps?: ((item: T, index: number) => HTMLAttributes<HTMLDivElement>) | undefined;
  /** How many pixels high an item might be, until it is measured. */
  estimate: number | ((item: T) => number);
  /** The list's accessible name. */
  label: string;
  /**
   * `list` unless told. A feed and a log are parts of something longer; a list and a listbox are whole. `none`: the caller puts it into
   * something that has a role and can be reached by keyboard.
   */
  role?: keyof typeof itemRoles | undefined;
  /** Where it opens, once it has items: the end unless told. Another `key` of the component opens it anew. */
  initial?: VirtualPosition | 'start' | 'end' | undefined;
  /** Stays at the end when it is there and items come or grow. Not for a list whose end is still to be loaded, which would run to it. */
  stickToEnd?: boolean | undefined;
  /** How far from the end still counts as there, in pixels: 32. */
  stickWithin?: number | undefined;
  /** How many pixels beyond the window are drawn: 600. */
  overscan?: number | undefined;
  /** The beginning is nearer than `nearPixels` (1000). Again when there is another first item and it is still near. */
  onNearStart?: (() => void) | undefined;
  /** The same of the end. */
  onNearEnd?: (() => void) | undefined;
  nearPixels?: number | undefined;
  /** The key of an item that stays drawn wherever the list stands, as what has the focus does: it holds something that is not to be lost. */
  pinned?: string | undefined;
  /** After scrolling, at most once a frame. */
  onScroll?: ((state: ScrollState) => void) | undefined;
  /** Before the first item, and after the last. */
  header?: ComponentChildren;
  footer?: ComponentChildren;
  /** More items are being loaded. */
  busy?: boolean | undefined;
  handle?: Ref<VirtualListHandle> | undefined;
  class?: string | undefined;
}

const itemRoles = { list: 'listitem', feed: 'article', log: 'article', listbox: 'option', none: undefined } as const;

/**
 * A scrolling list of any length, of which only what is in sight is in the document. Heights are measured; what is read stays where it
 * is while items come in front or change their height. The box must have a height of its own, and the items no margins beyond it.
 */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, itemKey, renderItem, itemProps, estimate, label, role = 'list', header, footer, busy, handle } = props;
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const [scroller] = useState(() => new Scroller(() => redraw()));
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<HTMLDivElement>(null);
  const after = useRef<HTMLDivElement>(null);

  const keys = useMemo(() => items.map(itemKey), [items]);
  const drawn = scroller.prepare(keys, (index) => estimated(estimate, items[index] as T), {
    initial: props.initial ?? 'end',
    stickToEnd: props.stickToEnd ?? false,
    stickWithin: props.stickWithin ?? 32,
    overscan: props.overscan ?? 600,
    nearPixels: props.nearPixels ?? 1000,
    pinned: props.pinned,
    onNearStart: props.onNearStart,
    onNearEnd: props.onNearEnd,
    onScroll: props.onScroll,
  });

  useLayoutEffect(() => {
    if (!box.current || !before.current || !after.current) return;
    return scroller.attach(box.current, before.current, after.current);
  }, []);
  useLayoutEffect(() => scroller.settle());
  useImperativeHandle<VirtualListHandle, VirtualListHandle>(handle ?? null, () => handleOf(scroller, box), []);

  const setSize = role === 'none' ? undefined : role === 'feed' || role === 'log' ? -1 : items.length;
  const rows: ComponentChildren[] = [];
  let next = 0;
  const skipTo = (index: number) => {
    const height = scroller.heights.offset(index) - scroller.heights.offset(next);
    if (index > next) rows.push(<div key={`to-${index === items.length ? 'end' : rows.length}`} role="presentation" style={{ height: `${height}px` }} />);
    next = index + 1;
  };
  for (const index of drawn) {
    const item = items[index] as T;
    skipTo(index);
    rows.push(
      <Item
        key={`item-${keys[index]}`}
        {...{ scroller, item, index, renderItem }}
        role={itemRoles[role]}
        setSize={setSize}
        itemKey={keys[index] ?? ''}
        attributes={itemProps?.(item, index)}
      />,
    );
  }
  skipTo(items.length);

  // A list of nothing is none: its role would ask for what it is a list of.
  const inner = role === 'none' || items.length === 0 ? {} : { role, 'aria-label': label };
  return (
    <div ref={box} class={classes('ui-virtual', props.class)} {...(role === 'none' ? {} : { role: 'group', 'aria-label': label, tabIndex: 0 })}>
      <div ref={before} class="ui-virtual-edge">
        {header}
      </div>
      <div {...inner} aria-busy={busy || undefined}>
        {rows}
      </div>
      <div ref={after} class="ui-virtual-edge">
        {footer}
      </div>
    </div>
  );
}

function estimated<T>(estimate: number | ((item: T) => number), item: T): number {
  return typeof estimate === 'number' ? estimate : estimate(item);
}

function handleOf(scroller: Scroller, box: { readonly current: HTMLElement | null }): VirtualListHandle {
  return {
    scrollTo: (position) => scroller.scrollTo(position),
    scrollToEnd: () => scroller.scrollToEnd(),
    atEnd: () => scroller.atEnd(),
    visible: () => scroller.visible(),
    position: () => scroller.position(),
    focusItem: (key) => scroller.focusItem(key),
    get element() {
      return box.current;
    },
  };
}
