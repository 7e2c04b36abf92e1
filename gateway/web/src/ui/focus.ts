const selector = [
  'a[href]',
  'button:not(:disabled)',
  'input:not(:disabled):not([type="hidden"])',
  'select:not(:disabled)',
  'textarea:not(:disabled)',
  '[tabindex]',
].join(',');

/** The elements within one that Tab reaches, in order. */
export function tabbable(within: HTMLElement): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)].filter((element) => element.tabIndex >= 0 && !element.closest('[hidden], [inert]'));
}

/** Moves the focus into an element: to what asks for it (`data-autofocus`), else the first that takes it, else the element itself. */
export function focusWithin(element: HTMLElement): void {
  const target = element.querySelector<HTMLElement>('[data-autofocus], [autofocus]') ?? tabbable(element)[0] ?? element;
  target.focus({ preventScroll: true });
}

/**
 * Remembers who has the focus. The returned function gives it back, unless it has meanwhile gone elsewhere than into `from`: to whoever had it, or when that is
 * gone (a button that stands in a message while it is pointed at) to what it stood in. `otherwise`: who gets it when nobody had it, for some browsers give
 * buttons no focus when they are clicked.
 */
export function keepFocus(otherwise?: () => HTMLElement | null): (from: HTMLElement | null) => void {
  const before = takers(document.activeElement);
  return (from) => {
    const now = document.activeElement;
    const lost = !now || now === document.body || from?.contains(now);
    if (lost) (before.find((element) => element.isConnected) ?? otherwise?.())?.focus({ preventScroll: true });
  };
}

/** An element and those around it that take the focus, from the inside out. */
function takers(element: Element | null): HTMLElement[] {
  const around: HTMLElement[] = [];
  for (let at = element; at instanceof HTMLElement && at !== document.body; at = at.parentElement) if (at === element || at.hasAttribute('tabindex')) around.push(at);
  return around;
}
