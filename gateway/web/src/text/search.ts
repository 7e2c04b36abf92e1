import { texts } from './texts';

export const search = texts({}, {});
