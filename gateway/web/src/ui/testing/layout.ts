import { act } from '@testing-library/preact';

/**
 * Layout for a document that has none: blocks one below the other, in scrolling boxes. An element is as high as its `style.height`, its
 * `data-height`, or what is in it. Scroll events and sizes are told once a frame, scrolling first, as browsers do.
 */
export class FakeLayout {
  view = 500;
  width = 400;
  readonly #tops = new WeakMap<Element, number>();
  readonly #told = new WeakMap<Element, number>();
  readonly #observers = new Set<FakeObserver>();

  constructor() {
    const layout = this;
    define('getBoundingClientRect', {
      value(this: HTMLElement) {
        return { height: layout.height(this), width: layout.width, top: 0, left: 0, right: layout.width, bottom: 0 } as DOMRect;
      },
    });
    define('clientHeight', { get: (element) => (isBox(element) ? layout.view : layout.height(element)) });
    define('scrollHeight', { get: (element) => Math.max(layout.content(element), layout.view) });
    define('clientWidth', { get: () => layout.width });
    define('scrollTop', {
      get: (element) => layout.#clamped(element, layout.#tops.get(element) ?? 0),
      set: (element, value) => layout.#tops.set(element, layout.#clamped(element, value)),
    });
    const observers = this.#observers;
    globalThis.ResizeObserver = class extends FakeObserver {
      constructor(callback: ResizeObserverCallback) {
        super(callback);
        observers.add(this);
      }
    };
  }

  height(element: Element): number {
    if (isBox(element)) return this.view;
    if (!(element instanceof HTMLElement)) return 0;
    const own = element.dataset['height'] ?? (element.style.height ? parseFloat(element.style.height) : undefined);
    return own === undefined ? this.#sum(element.children) : Number(own);
  }

  /** How much a box holds. */
  content(box: Element): number {
    return this.#sum(box.children);
  }

  /** From the top of the box to the top of an element in it. */
  top(element: Element, box: Element): number {
    let top = -this.#clamped(box, this.#tops.get(box) ?? 0);
    for (let at: Element | null = element; at && at !== box; at = at.parentElement) {
      for (let before = at.previousElementSibling; before; before = before.previousElementSibling) top += this.height(before);
    }
    return top;
  }

  /** The reader scrolls; what follows from it happens. */
  async scroll(box: HTMLElement, to: number): Promise<void> {
    box.scrollTop = to;
    await this.frames();
  }

  /** Frames until nothing moves any more. */
  async frames(): Promise<void> {
    for (let i = 0; i < 10; i++) {
      await act(async () => {
        for (const box of document.querySelectorAll<HTMLElement>('.ui-virtual')) box.dispatchEvent(new Event('scroll'));
      });
      await act(async () => this.#observers.forEach((observer) => observer.tell(this.#told, (element) => this.height(element))));
    }
  }

  #sum(elements: HTMLCollection): number {
    return [...elements].reduce((sum, element) => sum + this.height(element), 0);
  }

  #clamped(box: Element, top: number): number {
    return Math.max(0, Math.min(top, this.content(box) - this.view));
  }
}

class FakeObserver implements ResizeObserver {
  readonly #callback: ResizeObserverCallback;
  readonly #elements = new Set<Element>();

  constructor(callback: ResizeObserverCallback) {
    this.#callback = callback;
  }

  observe(element: Element): void {
    this.#elements.add(element);
  }

  unobserve(element: Element): void {
    this.#elements.delete(element);
  }

  disconnect(): void {
    this.#elements.clear();
  }

  tell(told: WeakMap<Element, number>, height: (element: Element) => number): void {
    const changed = [...this.#elements].filter((element) => told.get(element) !== height(element));
    changed.forEach((element) => told.set(element, height(element)));
    if (changed.length > 0) this.#callback(changed.map((target) => ({ target }) as unknown as ResizeObserverEntry), this);
  }
}

function isBox(element: Element): boolean {
  return element.classList.contains('ui-virtual');
}

function define(name: string, how: { value?: unknown; get?: (element: HTMLElement) => unknown; set?: (element: HTMLElement, value: number) => void }): void {
  const { value, get, set } = how;
  Object.defineProperty(HTMLElement.prototype, name, {
    configurable: true,
    ...(get
      ? { get(this: HTMLElement) { return get(this); }, set(this: HTMLElement, value: number) { set?.(this, value); } }
      : { value, writable: true }),
  });
}
