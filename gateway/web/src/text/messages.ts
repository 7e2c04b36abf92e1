import { texts } from './texts';

export const messages = texts({}, {});
