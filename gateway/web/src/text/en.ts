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

/**
 * English: every text of the client but those of pages that are loaded later and bring theirs (addTexts). It is the measure of what
 * other languages must have.
 */
export const en = {
  ...channels.en,
  ...composer.en,
  ...connection.en,
  ...emoji.en,
  ...frame.en,
  ...messages.en,
  ...notifications.en,
  ...people.en,
  ...preferences.en,
  ...search.en,
  ...signin.en,
  ...switcher.en,
  ...threads.en,
  ...ui.en,
};
