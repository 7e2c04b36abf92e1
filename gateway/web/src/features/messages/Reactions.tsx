import { useState } from 'preact/hooks';
import { Emoji, EmojiButton } from '../../emoji';
import type { ChannelId, Message, Reaction, UserId } from '../../protocol';
import { nameOf, self, userOf } from '../../store';
import { formatList, t } from '../../text';
import { Tooltip } from '../../ui';
import { react } from './actions';

/** As many people are named. */
const Named = 12;

/** The reactions to a message, each a switch of one's own. */
export function Reactions({ channel, message }: { channel: ChannelId; message: Message }) {
  const reactions = message.reactions ?? [];
  if (reactions.length === 0) return null;
  return (
    <div class="messages-reactions" role="group" aria-label={t('messages.reactions')}>
      {reactions.map((reaction) => (
        <ReactionButton key={reaction.name} reaction={reaction} onToggle={() => void react(channel, message, reaction.name)} />
      ))}
      <EmojiButton class="messages-reaction is-add" icon="smile-plus" label={t('messages.react')} onPick={(name) => void react(channel, message, name, true)} />
    </div>
  );
}

function ReactionButton({ reaction, onToggle }: { reaction: Reaction; onToggle: () => void }) {
  const [isNear, setNear] = useState(false);
  const me = self.value?.id;
  const isMine = me !== undefined && reaction.users.includes(me);
  const emoji = `:${reaction.name}:`;
  const count = reaction.count;
  return (
    <Tooltip text={isNear ? t('messages.reactionBy', { people: peopleOf(reaction, me), emoji }) : ''}>
      <button
        type="button"
        class={isMine ? 'messages-reaction is-mine' : 'messages-reaction'}
        aria-pressed={isMine}
        aria-label={isMine ? t('messages.reactionUntoggle', { emoji, count }) : t('messages.reactionToggle', { emoji, count })}
        onClick={onToggle}
        // Whose they are is looked up when it is asked for: a busy channel's pages name hundreds of people.
        onPointerEnter={() => setNear(true)}
        onFocus={() => setNear(true)}
      >
        <Emoji name={reaction.name} />
        <span class="messages-reaction-count">{count}</span>
      </button>
    </Tooltip>
  );
}

/** Oneself first, then the others in the order in which they reacted. */
function peopleOf(reaction: Reaction, me: UserId | undefined): string {
  const others = reaction.users.filter((id) => id !== me);
  const names = others.slice(0, Named).map((id) => {
    const user = userOf(id).value;
    return user ? nameOf(user) : '…';
  });
  if (others.length < reaction.users.length) names.unshift(t('messages.reactionYou'));
  const left = Math.max(reaction.count, reaction.users.length) - names.length;
  return formatList(left > 0 ? [...names, t('messages.reactionOthers', { count: left })] : names);
}
