/** An emoji: its character, its names separated by spaces, its group ('' for tones alone), and its five tones if it has some. */
export type EmojiRow = [text: string, names: string, group: string, toned?: string[]];

export const groups = ['smileys', 'people', 'nature', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags'] as const;
export type Group = (typeof groups)[number];
