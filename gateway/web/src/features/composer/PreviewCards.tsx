import { t } from '../../text';
import { Button, IconButton, Spinner } from '../../ui';
import { attachmentsIn, AttachmentView } from '../messages';
import type { Card, Previews } from './previews';

/** What the links in the composer will look like. Showing them is of the whole message: the cross of one takes them all away. */
export function PreviewCards({ previews, onRestore }: { previews: Previews; onRestore: () => void }) {
  if (previews.isRemoved.value)
    return (
      <p class="composer-previews-removed">
        {t('composer.previewsRemoved')}{' '}
        <Button variant="quiet" size="small" onClick={onRestore}>
          {t('composer.restorePreviews')}
        </Button>
      </p>
    );
  const cards = previews.cards.value;
  if (cards.length === 0) return null;
  return (
    <ul class="composer-previews" aria-label={t('composer.previews')} aria-live="polite">
      {cards.map((card) => (
        <li key={card.url}>
          <PreviewCard card={card} onRemove={previews.remove} />
        </li>
      ))}
    </ul>
  );
}

function PreviewCard({ card, onRemove }: { card: Card; onRemove: () => void }) {
  const { look, url } = card;
  if (look.state !== 'found')
    return (
      <div class="composer-preview is-looking">
        <Spinner size={16} />
        <span class="truncate">{t('composer.previewLoading', { link: url })}</span>
      </div>
    );
  return (
    <div class="composer-preview" role="group" aria-label={t('composer.preview', { link: url })}>
      {attachmentsIn([look.attachment]).map((attachment) => (
        <AttachmentView key={url} attachment={attachment} />
      ))}
      <IconButton icon="x" label={t('composer.removePreview')} size="small" onClick={onRemove} />
    </div>
  );
}
