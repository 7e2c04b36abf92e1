/** On which side of the anchor, and with which edge of it in line. The other side is taken when there is more room. */
export type Placement = 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end' | 'top' | 'bottom';

const gap = 4;
const margin = 8;

/** Sets the position and the greatest height of a fixed element beside its anchor, within the window. */
export function place(floating: HTMLElement, anchor: DOMRectReadOnly, placement: Placement): void {
  const { innerWidth: width, innerHeight: height } = window;
  floating.style.maxHeight = '';
  const own = floating.getBoundingClientRect();
  const above = anchor.top - gap - margin;
  const below = height - anchor.bottom - gap - margin;
  const [side, edge] = placement.split('-');
  const upwards = side === 'top' ? own.height <= above || above >= below : own.height > below && above > below;
  const room = Math.max(upwards ? above : below, 0);
  const shown = Math.min(own.height, room);
  const rtl = getComputedStyle(floating).direction === 'rtl';
  const left = !edge ? (anchor.left + anchor.right - own.width) / 2 : (edge === 'start') !== rtl ? anchor.left : anchor.right - own.width;
  floating.style.maxHeight = `${room}px`;
  floating.style.top = `${upwards ? anchor.top - gap - shown : anchor.bottom + gap}px`;
  floating.style.left = `${Math.max(margin, Math.min(left, width - margin - own.width))}px`;
}

/** Places an element now and whenever the window, the element or what scrolls around the anchor changes. Returns what ends it. */
export function follow(floating: HTMLElement, anchor: HTMLElement, placement: Placement): () => void {
  const again = () => place(floating, anchor.getBoundingClientRect(), placement);
  const scrolled = (event: Event) => {
    if (event.target instanceof Node && !floating.contains(event.target)) again();
  };
  const sizes = new ResizeObserver(again);
  sizes.observe(floating);
  sizes.observe(anchor);
  addEventListener('scroll', scrolled, { capture: true, passive: true });
  addEventListener('resize', again);
  again();
  return () => {
    sizes.disconnect();
    removeEventListener('scroll', scrolled, { capture: true });
    removeEventListener('resize', again);
  };
}
