import type { Heights } from './heights';

/** Where an item is to stand in the window. */
export interface VirtualPosition {
  key: string;
  /** `nearest`: as little scrolling as shows it whole. */
  align: 'start' | 'center' | 'end' | 'nearest';
  /** Pixels between the item and the edge of the window it is aligned with; negative: beyond the edge. */
  offset?: number | undefined;
}

/** An item at a place in the window, which it keeps whatever happens to items around it. */
export interface Anchor {
  key: string;
  index: number;
  /** From the window's top to the item's. */
  offset: number;
}

/** The scrolling box as the list sees it: what stands before and after the items, and how much is in sight. */
export interface Frame {
  header: number;
  footer: number;
  view: number;
}

/** How far the list can be scrolled. */
export function furthest(heights: Heights, frame: Frame): number {
  return Math.max(0, frame.header + heights.total + frame.footer - frame.view);
}

/** The scroll position that puts an item where it is wanted; undefined when there is no such item. */
export function positionOf(heights: Heights, frame: Frame, wanted: VirtualPosition, now: number): number | undefined {
  const index = heights.index(wanted.key);
  if (index < 0) return undefined;
  const top = frame.header + heights.offset(index);
  const height = heights.height(index);
  const offset = wanted.offset ?? 0;
  const atStart = top - offset;
  const atEnd = top + height - frame.view + offset;
  switch (wanted.align) {
    case 'start':
      return atStart;
    case 'end':
      return atEnd;
    case 'center':
      return height > frame.view ? top : top + (height - frame.view) / 2;
    case 'nearest':
      return now > atStart || height > frame.view ? atStart : Math.max(now, atEnd);
  }
}

/**
 * The item to hold on to at a scroll position: the first that begins in the window, else the one that fills it. So what grows out of
 * sight above moves nothing that is read.
 */
export function anchorAt(heights: Heights, frame: Frame, position: number): Anchor | undefined {
  let index = heights.at(position - frame.header);
  if (index < 0) return undefined;
  const top = (i: number) => frame.header + heights.offset(i);
  if (top(index) < position && index + 1 < heights.count && top(index + 1) < position + frame.view) index++;
  return { key: heights.key(index) ?? '', index, offset: top(index) - position };
}

/** The scroll position that leaves an anchor where it was; undefined when its item is gone. */
export function positionAt(heights: Heights, frame: Frame, anchor: Anchor): number | undefined {
  anchor.index = heights.index(anchor.key, anchor.index);
  return anchor.index < 0 ? undefined : frame.header + heights.offset(anchor.index) - anchor.offset;
}
