import { texts } from './texts';

export const preferences = texts({}, {});
