import { discardMessage, nameOf, retryMessage, self, type Pending } from '../../store';
import { t } from '../../text';
import { Avatar, Button, memo } from '../../ui';
import { codeWords } from '../errors';
import { Text } from './Text';

/** One's own message that the server has not confirmed: on its way, or failed with a way on. */
export const PendingRow = memo(function PendingRow({ item, continues }: { item: Pending; continues: boolean }) {
  const me = self.value;
  const name = nameOf(me);
  const hasFailed = item.state === 'failed';
  return (
    <div class={`messages-message is-pending${hasFailed ? ' is-failed' : ''}${continues ? ' is-continued' : ''}`}>
      <div class="messages-side">{!continues && <Avatar name={name} id={me?.id ?? ''} src={me?.profile.image_48} size={36} />}</div>
      <div class="messages-main">
        {!continues && (
          <div class="messages-head">
            <span class="messages-author">{name}</span>
            {!hasFailed && <span class="messages-note">{t('messages.sending')}</span>}
          </div>
        )}
        <div class="messages-body">
          <Text text={item.text} />
        </div>
        {hasFailed && <Failure item={item} />}
      </div>
    </div>
  );
});

function Failure({ item }: { item: Pending }) {
  return (
    <div class="messages-failure" role="alert">
      <span>{t('messages.failed', { error: (item.error && codeWords(item.error)) ?? item.error ?? '' })}</span>
      <Button size="small" icon="refresh" onClick={() => retryMessage(item.client_msg_id)}>
        {t('messages.retry')}
      </Button>
      <Button size="small" variant="quiet" icon="trash" onClick={() => discardMessage(item.client_msg_id)}>
        {t('messages.discard')}
      </Button>
    </div>
  );
}
