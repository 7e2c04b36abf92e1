import { texts } from './texts';

export const threads = texts({}, {});
