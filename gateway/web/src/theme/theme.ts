import { computed, effect, signal } from '@preact/signals';
import { readSetting, writeSetting } from '../text/settings';

/** `system` follows the reader's system, by style sheets alone. */
export type Theme = 'light' | 'dark' | 'system';

const key = 'chat.theme';
const chosen = signal<Theme>(read());

/** The reader's choice. */
export const theme = computed(() => chosen.value);

// first-paint.js has done the same before the page was first painted; from here on it follows the choice.
effect(() => {
  if (chosen.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen.value;
});

/** Chooses a theme and remembers it on this machine; other tabs follow. */
export function setTheme(choice: Theme): void {
  chosen.value = choice;
  writeSetting(key, choice === 'system' ? null : choice);
}

addEventListener('storage', (event) => {
  if (event.key === key || event.key === null) chosen.value = read();
});

function read(): Theme {
  const setting = readSetting(key);
  return setting === 'light' || setting === 'dark' ? setting : 'system';
}
