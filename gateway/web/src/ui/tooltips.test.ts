// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import './tooltips';

describe('a tooltip', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    document.body.replaceChildren();
    vi.useRealTimers();
  });

  const shown = () => document.querySelector('[role="tooltip"]')?.textContent;
  function button(): HTMLButtonElement {
    const element = document.createElement('button');
    element.dataset['tooltip'] = 'Send without preview';
    document.body.append(element);
    return element;
  }

  it('is shown after a moment of hovering, and Escape hides it', () => {
    button().dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    vi.advanceTimersByTime(399);
    expect(shown()).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(shown()).toBe('Send without preview');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(shown()).toBeUndefined();
  });

  it('goes with its element', () => {
    const element = button();
    element.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    vi.advanceTimersByTime(400);
    element.remove();
    vi.advanceTimersByTime(200);
    expect(shown()).toBeUndefined();
  });
});
