import { texts } from './texts';

export const connection = texts({}, {});
