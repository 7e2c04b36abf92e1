/** Where messages are written, and the field that it is done in. */
export { askForNames } from './asking';
export { ComposerPlace } from './ComposerPlace';
export { Field } from './Field';
export type { FieldHandle } from './useArea';
export { charactersLeft } from './limits';
export { fromMrkdwn, toMrkdwn, type Typed } from './sequences';
export { titleOf } from './title';
export { labels, names } from './words';
