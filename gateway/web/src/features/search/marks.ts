/** The server puts these around each word that it found. */
const Start = '\uE000';
const End = '\uE001';

/** A part of a text, and whether it was found. */
export interface Part {
  readonly text: string;
  readonly isFound: boolean;
}

/** Cuts a found text at its marks. A mark without its other half is left out, and nothing of the text is lost. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let isFound = false;
  for (const piece of text.split(/([\uE000\uE001])/)) {
    if (piece === Start || piece === End) isFound = piece === Start;
    else if (piece) parts.push({ text: piece, isFound });
  }
  return parts;
}
