import { useCallback, useState } from 'preact/hooks';
import type { Channel } from '../../protocol';
import { t } from '../../text';
import { Button, Checkbox, Dialog, EmptyState, TextField, VirtualList } from '../../ui';
import { errorWords } from '../errors';
import { openDialog } from '../panes';
import { BrowseLine } from './BrowseLine';
import { found, usePublicChannels } from './browsing';
import './channels.css';

/** All public channels: to look into, to join. */
export function BrowseDialog({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const [archived, setArchived] = useState(false);
  const { channels, loading, error, more, loadMore } = usePublicChannels(query !== '');
  const shown = found(channels, query, archived);
  const renderItem = useCallback((channel: Channel) => <BrowseLine id={channel.id} onClose={onClose} />, [onClose]);
  return (
    <Dialog
      open
      size="large"
      title={t('channels.browse')}
      onClose={onClose}
      footer={<Button icon="plus" onClick={() => openDialog({ kind: 'create', name: query })}>{t('channels.create')}</Button>}
    >
      <div class="channels-browse">
        <TextField label={t('channels.browseFilter')} type="search" icon="search" value={query} onValue={setQuery} data-autofocus />
        <Checkbox label={t('channels.browseArchived')} checked={archived} onChecked={setArchived} />
        <p class="soft small" role="status">
          {more || loading ? t('channels.browseReading', { count: channels.length }) : t('ui.results', { count: shown.length })}
        </p>
        {error !== undefined && (
          <p role="alert">
            {errorWords(error)} <Button size="small" onClick={loadMore}>{t('frame.brokenRetry')}</Button>
          </p>
        )}
        {shown.length === 0 && !loading && !more ? (
          <EmptyState icon="hash" title={t('channels.browseNone')}>{t('channels.browseNoneText')}</EmptyState>
        ) : (
          <VirtualList
            class="channels-browse-list"
            label={t('channels.browse')}
            items={shown}
            itemKey={keyOf}
            renderItem={renderItem}
            estimate={64}
            initial="start"
            busy={loading}
            onNearEnd={loadMore}
          />
        )}
      </div>
    </Dialog>
  );
}

function keyOf(channel: Channel): string {
  return channel.id;
}
