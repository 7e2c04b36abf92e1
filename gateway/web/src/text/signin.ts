import { texts } from './texts';

export const signin = texts({}, {});
