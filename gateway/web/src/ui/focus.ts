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

/** Remembers who has the focus. The returned function gives it back, unless it has meanwhile gone elsewhere than into `from`. */
export function keepFocus(): (from: HTMLElement | null) => void {
  const before = document.activeElement;
  return (from) => {
    const now = document.activeElement;
    const lost = !now || now === document.body || from?.contains(now);
    if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}
