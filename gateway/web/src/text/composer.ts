import { texts } from './texts';

export const composer = texts({}, {});
