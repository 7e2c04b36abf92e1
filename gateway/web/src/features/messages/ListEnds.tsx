import { TS_ZERO } from '../../protocol';
import { t } from '../../text';
import { Spinner } from '../../ui';
import type { Conversation } from './Conversation';
import { Failed } from './Failed';

/** Before the first message: the beginning of the conversation, or that more is on its way. */
export function ListStart({ conversation, name }: { conversation: Conversation; name: string }) {
  const stretch = conversation.stretch.value;
  const failure = conversation.failure.value;
  if (failure?.what === 'older') return <Failed error={failure.error} onRetry={conversation.loadOlder} />;
  if (isWithout(conversation)) return null;
  if (stretch?.from !== TS_ZERO)
    return (
      <div class="messages-more">
        <Spinner label={t('messages.loading')} />
      </div>
    );
  return (
    <div class="messages-start">
      <h2>{t('messages.start', { channel: name })}</h2>
      {conversation.items.value.length === 0 && <p class="soft">{t('messages.empty')}</p>}
    </div>
  );
}

/** Behind the last message, when newer ones are not read yet. */
export function ListEnd({ conversation }: { conversation: Conversation }) {
  const failure = conversation.failure.value;
  if (failure?.what === 'newer') return <Failed error={failure.error} onRetry={conversation.loadNewer} />;
  if (conversation.isLive.value || isWithout(conversation)) return null;
  return (
    <div class="messages-more">
      <Spinner label={t('messages.loading')} />
    </div>
  );
}

/** Nothing is there, and nothing is on its way: what failed is told above the list. */
function isWithout(conversation: Conversation): boolean {
  return conversation.stretch.value === undefined && conversation.failure.value?.what === 'open';
}
