// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import firstPaint from './first-paint.js?raw';
import { setTheme, theme } from './theme';

const shown = () => document.documentElement.dataset['theme'];

afterEach(() => setTheme('system'));

describe('the theme', () => {
  it('is the system’s until one is chosen, and again after', () => {
    expect(theme.value).toBe('system');
    expect(shown()).toBeUndefined();
    setTheme('dark');
    expect(shown()).toBe('dark');
    setTheme('system');
    expect(shown()).toBeUndefined();
    expect(localStorage.getItem('chat.theme')).toBeNull();
  });

  it('follows a choice in another tab', () => {
    localStorage.setItem('chat.theme', 'light');
    dispatchEvent(new StorageEvent('storage', { key: 'chat.theme', newValue: 'light' }));
    expect(shown()).toBe('light');
  });

  it('is there before the first paint', () => {
    setTheme('dark');
    delete document.documentElement.dataset['theme'];
    new Function(firstPaint)();
    expect(shown()).toBe('dark');
  });
});
