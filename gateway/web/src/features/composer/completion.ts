import type { User } from '../../protocol';
import type { Sequences } from './sequences';

/** What is being completed: `@` people, `#` channels, `:` emoji. */
export type Sign = '@' | '#' | ':';

/** The unfinished word before the caret. */
export interface Query {
  readonly sign: Sign;
  /** What stands behind the sign, in lower case. */
  readonly text: string;
  /** Where the sign stands. */
  readonly from: number;
  /** The caret. */
  readonly to: number;
}

const Word = /(?:^|[\s([{"'*_~>])([@#:])([^\s@#:]{0,40})$/u;
const EmojiName = /^[a-z0-9_+'-]{2,}$/;

/** The word that could be completed at the caret, or null. An emoji's name is looked for from its second letter on: `:)` is none. */
export function queryAt(text: string, caret: number): Query | null {
  const match = Word.exec(text.slice(Math.max(0, caret - 60), caret));
  if (!match) return null;
  const sign = match[1] as Sign;
  const word = (match[2] ?? '').toLowerCase();
  if (sign === ':' && !EmojiName.test(word)) return null;
  return { sign, text: word, from: caret - word.length - 1, to: caret };
}

/** One proposal. */
export interface Choice {
  /** Unique in its list. */
  readonly key: string;
  /** What is put in the word's place. */
  readonly insert: string;
  /** What `insert` stands for in mrkdwn, where that is something else: `<@U1>`. */
  readonly sequence?: string;
  /** Inserted instead where `insert` stands for another one already: two people of one name. */
  readonly handle?: string;
  readonly label: string;
  readonly detail?: string;
  /** What is shown in front: an emoji's name, or a person. */
  readonly emoji?: string;
  readonly person?: User;
}

/** A text, what its words stand for, and where its caret is. */
export interface Completed {
  readonly text: string;
  readonly caret: number;
  readonly sequences: Sequences;
}

/** The text with the choice in the word's place, and the caret behind it and a space. */
export function complete(text: string, sequences: Sequences, query: Query, choice: Choice): Completed {
  const taken = sequences[choice.insert];
  const word = taken !== undefined && taken !== choice.sequence && choice.handle ? choice.handle : choice.insert;
  const rest = text.slice(query.to);
  return {
    text: text.slice(0, query.from) + word + (rest.startsWith(' ') ? rest : ` ${rest}`),
    caret: query.from + word.length + 1,
    sequences: choice.sequence ? { ...sequences, [word]: choice.sequence } : sequences,
  };
}
