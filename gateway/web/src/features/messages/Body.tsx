import type { Message } from '../../protocol';
import { formatFull, t } from '../../text';
import { textOfBlocks } from './blocks';
import { instantOf } from './grouping';
import { idOf } from './ids';
import { noticeOf } from './notices';
import type { Place } from './place';
import { formOf } from './subtypes';
import { Text } from './Text';

/** What a message says, and that it was edited. */
export function Body({ message, place }: { message: Message; place: Place }) {
  const id = idOf(place, message.ts, 'body');
  const form = formOf(message);
  if (form === 'tombstone') return <p id={id} class="messages-tombstone">{t('messages.deleted')}</p>;
  const text = noticeOf(message) || message.text || textOfBlocks(message.blocks) || (message.subtype === 'huddle_thread' ? t('messages.huddle') : '');
  if (!text) return null;
  return (
    <div id={id} class={form === 'me' ? 'messages-body is-me' : 'messages-body'}>
      <Text text={text} plain={message.mrkdwn === false} />
      {message.edited && (
        <span class="messages-edited" title={t('messages.editedAt', { time: formatFull(instantOf(message.edited.ts)) })}>
          {t('messages.edited')}
        </span>
      )}
    </div>
  );
}
