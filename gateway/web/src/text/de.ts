import { channels } from './channels';
import { composer } from './composer';
import { connection } from './connection';
import { emoji } from './emoji';
import { frame } from './frame';
import { messages } from './messages';
import { notifications } from './notifications';
import { people } from './people';
import { preferences } from './preferences';
import { search } from './search';
import { signin } from './signin';
import { switcher } from './switcher';
import { threads } from './threads';
import { ui } from './ui';
import type { en } from './en';
import type { Text } from './texts';

/** German (formal address). */
export const de: { readonly [K in keyof typeof en]: Text } = {
  ...channels.de,
  ...composer.de,
  ...connection.de,
  ...emoji.de,
  ...frame.de,
  ...messages.de,
  ...notifications.de,
  ...people.de,
  ...preferences.de,
  ...search.de,
  ...signin.de,
  ...switcher.de,
  ...threads.de,
  ...ui.de,
};
