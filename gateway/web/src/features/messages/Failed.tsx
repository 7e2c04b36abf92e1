import { t } from '../../text';
import { Banner, Button } from '../../ui';
import { errorWords } from '../errors';

/** That messages could not be read, and a way on. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Banner tone="danger" action={<Button size="small" onClick={onRetry}>{t('messages.retry')}</Button>}>
      {t('messages.loadFailed', { error: errorWords(error) })}
    </Banner>
  );
}
