import { texts } from './texts';

export const operate = texts({}, {});
