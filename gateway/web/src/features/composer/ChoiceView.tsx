import { Emoji } from '../../emoji';
import { Avatar } from '../../ui';
import type { Choice } from './completion';

/** One proposal of the list. */
export function ChoiceView({ choice }: { choice: Choice }) {
  return (
    <span class="composer-choice">
      {choice.emoji && <Emoji name={choice.emoji} />}
      {choice.person && <Avatar name={choice.label} id={choice.person.id} src={choice.person.profile.image_24} size={20} />}
      <span class="composer-choice-label">{choice.label}</span>
      {choice.detail && <span class="composer-choice-detail">{choice.detail}</span>}
    </span>
  );
}
