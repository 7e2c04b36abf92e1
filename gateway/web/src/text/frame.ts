import { texts } from './texts';

export const frame = texts({}, {});
