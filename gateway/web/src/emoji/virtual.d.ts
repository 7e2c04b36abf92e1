declare module 'virtual:emoji' {
  const rows: import('./data').EmojiRow[];
  export default rows;
}

/** For each row of `virtual:emoji` what it is called and found by in one language, separated by bars. */
declare module 'virtual:emoji-words/*' {
  const words: string[];
  export default words;
}
