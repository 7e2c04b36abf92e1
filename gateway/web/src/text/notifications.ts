import { texts } from './texts';

export const notifications = texts({}, {});
