import { texts } from './texts';

export const channels = texts({}, {});
