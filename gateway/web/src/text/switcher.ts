import { texts } from './texts';

export const switcher = texts({}, {});
