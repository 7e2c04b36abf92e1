import { de } from './languages/de';
import { en } from './languages/en';
import { keepTexts } from './language';

/** For tests, which do not wait for a language to be fetched. */
keepTexts('en', en);
keepTexts('de', de);
