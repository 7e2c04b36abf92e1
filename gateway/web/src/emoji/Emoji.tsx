import './emoji.css';
import { customEmoji, findEmoji } from './table';
import type { CustomEmoji } from './names';

export interface EmojiProps {
  /** `wave`, `wave::skin-tone-3` or the name of a custom one; colons around it do no harm. */
  name: string;
  custom?: CustomEmoji | undefined;
  /** As high as three lines: for a message of emoji alone. */
  large?: boolean | undefined;
}

/** One emoji in a text, by its name. What nobody knows stays `:name:`. */
export function Emoji({ name, custom = customEmoji.value, large = false }: EmojiProps) {
  const bare = name.replace(/^:|:$/g, '');
  const found = findEmoji(bare, custom);
  const label = `:${bare}:`;
  if (!found) return <>{label}</>;
  const size = large ? 'emoji emoji-large' : 'emoji';
  if ('url' in found) return <img class={size} src={found.url} alt={label} title={label} loading="lazy" referrerpolicy="no-referrer" />;
  return (
    <span class={size} role="img" aria-label={label} title={label}>
      {found.text}
    </span>
  );
}
