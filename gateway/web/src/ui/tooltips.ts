import './tooltip.css';
import { place } from './place';

/**
 * One tooltip for the whole page. An element asks for it by `data-tooltip`, which costs a list of a thousand buttons nothing; hover
 * shows it after a moment, keyboard focus at once, Escape hides it, and it stays while the pointer is on it.
 */
const wait = 400;
let bubble: HTMLElement | undefined;
let owner: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let look: ReturnType<typeof setInterval> | undefined;

function ask(target: EventTarget | null, milliseconds: number): void {
  if (target === bubble) return clearTimeout(timer);
  const next = target instanceof Element ? (target.closest<HTMLElement>('[data-tooltip]') ?? undefined) : undefined;
  if (next === owner && next) return clearTimeout(timer);
  clearTimeout(timer);
  // A moment to leave by, so that the pointer can reach the bubble.
  timer = setTimeout(() => (next ? show(next) : hide()), next ? milliseconds : 100);
}

function show(element: HTMLElement): void {
  const text = element.dataset['tooltip'];
  if (!text || !element.isConnected) return hide();
  hide();
  owner = element;
  bubble ??= makeBubble();
  bubble.textContent = text;
  // Within the element's dialog, if any: what is outside of a modal dialog is behind it.
  (element.closest('dialog') ?? document.body).append(bubble);
  bubble.showPopover?.();
  place(bubble, element.getBoundingClientRect(), 'top');
  // An element that goes away under the pointer or with the focus tells nobody.
  look = setInterval(() => owner?.isConnected || hide(), 200);
}

function hide(): void {
  clearTimeout(timer);
  clearInterval(look);
  owner = undefined;
  bubble?.remove();
}

function makeBubble(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'ui-tooltip';
  element.setAttribute('role', 'tooltip');
  element.setAttribute('popover', 'manual');
  return element;
}

if (globalThis.document) {
  document.addEventListener('pointerover', (event) => event.pointerType !== 'touch' && ask(event.target, wait), { passive: true });
  document.addEventListener('pointerdown', hide, { passive: true });
  document.addEventListener('focusin', ({ target }) => ask(target instanceof Element && isFocusVisible(target) ? target : null, 0));
  document.addEventListener('focusout', hide);
  document.addEventListener('scroll', hide, { capture: true, passive: true });
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide(), true);
}

function isFocusVisible(element: Element): boolean {
  try {
    return element.matches(':focus-visible');
  } catch {
    return true;
  }
}
