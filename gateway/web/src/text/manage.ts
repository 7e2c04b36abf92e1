import { texts } from './texts';

export const manage = texts({}, {});
