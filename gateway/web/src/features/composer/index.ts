export { ComposerPlace } from './ComposerPlace';
export { Field, type FieldHandle } from './Field';
export { charactersLeft } from './limits';
export { fromMrkdwn, toMrkdwn, type Typed } from './sequences';
export { titleOf } from './title';
export { labels, names } from './words';
