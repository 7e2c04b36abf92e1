export { Emoji, type EmojiProps } from './Emoji';
export { EmojiButton, type EmojiButtonProps } from './EmojiButton';
export { parseName, withTone, type CustomEmoji, type SkinTone } from './names';
export { skinTone } from './recent';
export { completeEmoji, type EmojiMatch } from './search';
export { customEmoji, emojiLoaded, emojiText, findEmoji, loadEmoji } from './table';
