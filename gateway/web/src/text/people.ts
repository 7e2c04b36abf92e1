import { texts } from './texts';

export const people = texts({}, {});
