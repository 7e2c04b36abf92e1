import { tabbable } from '../focus';
import { Heights } from './heights';
import { Nearness } from './nearness';
import { anchorAt, furthest, positionAt, positionOf, type Anchor, type Frame, type VirtualPosition } from './position';

export interface ScrollerOptions {
  initial: VirtualPosition | 'start' | 'end';
  stickToEnd: boolean;
  stickWithin: number;
  overscan: number;
  nearPixels: number;
  /** An item that stays drawn wherever the list stands. */
  pinned?: string | undefined;
  onNearStart?: (() => void) | undefined;
  onNearEnd?: (() => void) | undefined;
  onScroll?: ((state: ScrollState) => void) | undefined;
}

export interface ScrollState {
  atEnd: boolean;
  /** Keys of the first and last items in sight. */
  first: string;
  last: string;
}

/**
 * Decides where a virtual list stands and which items are drawn. Every change goes the same way: `prepare` while drawing chooses the
 * items, `settle` after drawing measures the new ones; if a height was not as guessed it is drawn once more, else the scroll position
 * is set. All of it happens before the browser paints.
 *
 * The list holds on to one of three things: the end (`stuck`), a position that it was sent to (`target`) until the reader scrolls, or
 * the first item in sight (`anchor`).
 */
export class Scroller {
  readonly heights = new Heights();
  readonly #redraw: () => void;
  #options!: ScrollerOptions;

  #box: HTMLElement | undefined;
  #header: HTMLElement | undefined;
  #footer: HTMLElement | undefined;
  readonly #fresh = new Set<HTMLElement>();
  readonly #sizes: ResizeObserver;
  #width = 0;

  #frame: Frame = { header: 0, footer: 0, view: 0 };
  #from = 0;
  #to = 0;
  #position = 0;

  /** The document stands as `settle` left it. */
  #settled = false;
  #opened = false;
  #stuck = false;
  #target: VirtualPosition | undefined;
  #anchor: Anchor | undefined;

  #focused: string | undefined;
  #toFocus: string | undefined;
  readonly #start = new Nearness();
  readonly #end = new Nearness();

  constructor(redraw: () => void) {
    this.#redraw = redraw;
    this.#sizes = new ResizeObserver((entries) => this.#resized(entries));
  }

  /** The scrolling box and what stands before and after the items. Returns what lets go of them. */
  attach(box: HTMLElement, header: HTMLElement, footer: HTMLElement): () => void {
    this.#box = box;
    this.#header = header;
    this.#footer = footer;
    for (const element of [box, header, footer]) this.#sizes.observe(element);
    const scrolled = () => this.#scrolled();
    box.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      box.removeEventListener('scroll', scrolled);
      this.#sizes.disconnect();
    };
  }

  /** An item was drawn; its element says by `data-index` which. Returns what is to be called when it goes. */
  mount(element: HTMLElement): () => void {
    this.#fresh.add(element);
    this.#sizes.observe(element);
    return () => {
      this.#fresh.delete(element);
      this.#sizes.unobserve(element);
    };
  }

  /** Takes the items and chooses those to draw: their indexes, in order. */
  prepare(keys: readonly string[], estimate: (index: number) => number, options: ScrollerOptions): number[] {
    this.#options = options;
    if (this.#settled) this.#catchUp();
    this.#settled = false;
    const wasStuck = this.#stuck;
    if (this.heights.setKeys(keys, estimate) && wasStuck) this.#target = undefined;
    if (!options.stickToEnd) this.#stuck = false;
    if (!this.#opened && keys.length > 0) this.#open(options.initial);

    const { header, view } = this.#frame;
    const height = view || globalThis.innerHeight || 0;
    const top = this.#aim() - header;
    this.#from = Math.max(this.heights.at(top - options.overscan), 0);
    this.#to = this.heights.at(top + height + options.overscan) + 1;
    const drawn = Array.from({ length: this.#to - this.#from }, (_, i) => this.#from + i);

    // What has the focus is not taken away, or the keyboard would be back at the page's beginning.
    const kept = new Set([this.#focused, options.pinned].map((key) => (key === undefined ? -1 : this.heights.index(key))));
    const away = [...kept].filter((index) => index >= 0 && (index < this.#from || index >= this.#to));
    return away.length === 0 ? drawn : [...drawn, ...away].sort((a, b) => a - b);
  }

  /** After drawing. */
  settle(): void {
    if (!this.#box) return;
    const redraw = this.#measureFrame();
    if (this.#measureFresh() || redraw) return this.#redraw();

    this.#giveFocus();
    // A list that is not shown has no place, and keeps in mind where it was.
    if (this.#frame.view === 0) return;
    this.#moveTo(this.#aim());
    this.#stuck ||= this.#options.stickToEnd && this.atEnd();
    this.#anchor ??= anchorAt(this.heights, this.#frame, this.#position);
    this.#settled = true;
    this.#tellNear();
  }

  scrollTo(wanted: VirtualPosition): boolean {
    const position = positionOf(this.heights, this.#frame, wanted, this.#position);
    if (position === undefined) return false;
    if (wanted.align === 'nearest' && position === this.#position) return true;
    this.#stuck = false;
    // Where `nearest` is depends on where one comes from: from now on it is a plain place.
    this.#target = wanted.align === 'nearest' ? { ...wanted, align: position < this.#position ? 'start' : 'end' } : wanted;
    this.#anchor = undefined;
    this.#redraw();
    return true;
  }

  scrollToEnd(): void {
    const last = this.heights.key(this.heights.count - 1);
    if (last === undefined) return;
    this.#stuck = this.#options.stickToEnd;
    this.#target = { key: last, align: 'end', offset: this.#frame.footer };
    this.#anchor = undefined;
    this.#redraw();
  }

  /** Whether the end is in sight, or nearly. */
  atEnd(): boolean {
    return furthest(this.heights, this.#frame) - this.#position <= this.#options.stickWithin;
  }

  visible(): { first: string; last: string } | undefined {
    const top = this.#position - this.#frame.header;
    const first = this.heights.key(this.heights.at(top));
    const last = this.heights.key(this.heights.at(top + this.#frame.view - 1));
    return first === undefined || last === undefined ? undefined : { first, last };
  }

  /** What would bring the list back to where it is. */
  position(): VirtualPosition | 'end' | undefined {
    if (this.#stuck) return 'end';
    const anchor = anchorAt(this.heights, this.#frame, this.#position);
    return anchor && { key: anchor.key, align: 'start', offset: anchor.offset };
  }

  focusItem(key: string): boolean {
    this.#toFocus = key;
    const known = this.scrollTo({ key, align: 'nearest' });
    if (known) this.#redraw();
    return known;
  }

  /** The item that has the focus, or has it within. */
  focused(key: string | undefined): void {
    this.#focused = key;
  }

  #open(initial: ScrollerOptions['initial']): void {
    this.#opened = true;
    const first = this.heights.key(0) ?? '';
    const last = this.heights.key(this.heights.count - 1) ?? '';
    if (initial !== 'start' && initial !== 'end') this.#target = initial;
    else if (initial === 'start') this.#target = { key: first, align: 'start', offset: Number.MAX_SAFE_INTEGER };
    else if (this.#options.stickToEnd) this.#stuck = true;
    else this.#target = { key: last, align: 'end' };
  }

  /** Where the list ought to stand, by what it holds on to. */
  #aim(): number {
    const most = furthest(this.heights, this.#frame);
    let wanted: number | undefined;
    if (this.#target) wanted = positionOf(this.heights, this.#frame, this.#target, this.#position);
    if (wanted === undefined && this.#stuck) wanted = most;
    if (wanted === undefined && this.#anchor) wanted = positionAt(this.heights, this.#frame, this.#anchor);
    return Math.min(Math.max(wanted ?? this.#position, 0), most);
  }

  #moveTo(position: number): void {
    const box = this.#box;
    if (!box) return;
    if (Math.abs(box.scrollTop - position) > 0.5) box.scrollTop = position;
    // What the browser made of it: it rounds. A scroll event at this very position is our own.
    this.#position = box.scrollTop;
    if (this.#target || this.#stuck) this.#anchor = anchorAt(this.heights, this.#frame, this.#position);
  }

  #scrolled(): void {
    const box = this.#box;
    if (!box) return;
    // A box that grew at its end was scrolled by the browser, which tells of that before it tells of the size.
    if (this.#measureFrame()) return this.#redraw();
    if (this.#frame.view === 0) return;
    if (Math.abs(box.scrollTop - this.#position) >= 1) this.#take(box.scrollTop);
    if (!this.#isDrawn()) this.#redraw();
    const seen = this.visible();
    if (seen) this.#options.onScroll?.({ atEnd: this.atEnd(), ...seen });
    this.#tellNear();
  }

  /**
   * The reader scrolls before the browser tells of it, once a frame. Items that come in between are to be put around where he is now, not back to where he
   * was last heard of. A box that became shorter under him was scrolled by nobody.
   */
  #catchUp(): void {
    const box = this.#box;
    if (!box || this.#frame.view === 0 || box.clientHeight !== this.#frame.view) return;
    const { scrollTop } = box;
    const wasCut = scrollTop < this.#position && scrollTop >= box.scrollHeight - box.clientHeight - 1;
    if (Math.abs(scrollTop - this.#position) >= 1 && !wasCut) this.#take(scrollTop);
  }

  /** The reader has scrolled here: from now on this is what the list holds on to. */
  #take(position: number): void {
    this.#position = position;
    this.#target = undefined;
    this.#stuck = this.#options.stickToEnd && this.atEnd();
    this.#anchor = anchorAt(this.heights, this.#frame, this.#position);
  }

  /** Whether what is in sight, and half of what is drawn beyond, is drawn: so that not every step draws anew. */
  #isDrawn(): boolean {
    const top = this.#position - this.#frame.header;
    const beyond = this.#options.overscan / 2;
    return this.heights.at(top - beyond) >= this.#from && this.heights.at(top + this.#frame.view + beyond) < this.#to;
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    const redraw = this.#measureFrame();
    for (const { target } of entries) if (target instanceof HTMLElement && target.dataset['index'] !== undefined) this.#fresh.add(target);
    if (this.#measureFresh() || redraw) this.#redraw();
  }

  /** Measures what is new or was resized; true when a height is another than was thought. What is not shown waits. */
  #measureFresh(): boolean {
    if (this.#frame.view === 0) return false;
    let wrong = false;
    for (const element of this.#fresh) {
      wrong = this.heights.measure(Number(element.dataset['index']), element.getBoundingClientRect().height) || wrong;
    }
    this.#fresh.clear();
    return wrong;
  }

  #measureFrame(): boolean {
    const { clientHeight: view = 0, clientWidth: width = 0 } = this.#box ?? {};
    const header = this.#header?.getBoundingClientRect().height ?? 0;
    const footer = this.#footer?.getBoundingClientRect().height ?? 0;
    const before = this.#frame;
    if (width !== this.#width && this.#width !== 0) this.heights.forget();
    this.#width = width;
    if (before.view === view && before.header === header && before.footer === footer) return false;
    this.#frame = { header, footer, view };
    return true;
  }

  #giveFocus(): void {
    if (this.#toFocus === undefined) return;
    const index = this.heights.index(this.#toFocus);
    const element = this.#box?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    this.#toFocus = undefined;
    if (!element) return;
    const target = element.hasAttribute('tabindex') ? element : (element.querySelector<HTMLElement>('[tabindex]') ?? tabbable(element)[0]);
    target?.focus({ preventScroll: true });
  }

  #tellNear(): void {
    const { nearPixels, onNearStart, onNearEnd } = this.#options;
    const left = furthest(this.heights, this.#frame) - this.#position;
    const atStart = this.#start.comes(this.#position <= nearPixels ? this.heights.key(0) : undefined);
    const atEnd = this.#end.comes(left <= nearPixels ? this.heights.key(this.heights.count - 1) : undefined);
    if (atStart) onNearStart?.();
    if (atEnd) onNearEnd?.();
  }
}
