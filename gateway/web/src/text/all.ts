import { addTexts } from './index';
import { manage } from './manage';
import { operate } from './operate';

/** For tests, which draw parts of pages without what loads them: the texts of those that are loaded later. */
addTexts(manage);
addTexts(operate);
