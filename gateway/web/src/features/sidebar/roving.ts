import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/**
 * One stop for the Tab key in a long list: arrow keys, Home and End go from one `[data-row]` to the next. The rows' tabindex is kept here and not
 * by the views that draw them: of five hundred rows two change.
 */
export function useRoving(list: RefObject<HTMLElement | null>, rows: unknown): void {
  useLayoutEffect(() => {
    const element = list.current;
    if (element) settle(element);
  }, [rows]);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const onFocus = (event: FocusEvent) => isRow(event.target) && settle(element, event.target);
    const onKey = (event: KeyboardEvent) => move(element, event);
    element.addEventListener('focusin', onFocus);
    element.addEventListener('keydown', onKey);
    return () => {
      element.removeEventListener('focusin', onFocus);
      element.removeEventListener('keydown', onKey);
    };
  }, []);
}

/** The stop is the row given, else the one that was it, else the current page's, else the first. */
function settle(list: HTMLElement, to?: HTMLElement): void {
  const rows = rowsOf(list);
  const stop = to ?? rows.find((row) => row === document.activeElement) ?? rows.find((row) => row.getAttribute('aria-current') === 'page') ?? rows[0];
  for (const row of rows) {
    const wanted = row === stop ? 0 : -1;
    if (row.tabIndex !== wanted) row.tabIndex = wanted;
  }
}

function move(list: HTMLElement, event: KeyboardEvent): void {
  if (!isRow(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = rowsOf(list);
  const at = rows.indexOf(event.target);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const row = next === undefined ? undefined : rows[Math.max(0, next)];
  if (!row) return;
  event.preventDefault();
  row.focus();
}

function rowsOf(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[data-row]')];
}

function isRow(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && target.dataset['row'] !== undefined;
}
