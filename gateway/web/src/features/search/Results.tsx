import { t } from '../../text';
import { Banner, Button, EmptyState, Spinner } from '../../ui';
import { errorWords } from '../errors';
import { Found } from './Found';
import type { Search, Terms } from './useSearch';

/** What was found, page under page; or that nothing was, or that it went wrong. */
export function Results({ search, terms }: { search: Search; terms: Terms }) {
  const { matches, total, isBusy, error, hasMore } = search;
  if (terms.query.trim() === '') return null;
  const isDone = !isBusy && error === null;
  return (
    <div class="search-results" aria-busy={isBusy}>
      <p class="search-total" role="status">
        {isDone && matches.length > 0 ? t('search.found', { count: total }) : ''}
      </p>
      <ul class="search-matches" aria-label={t('search.results')}>
        {matches.map((match) => (
          <li key={`${match.channel.id} ${match.ts}`}>
            <Found match={match} />
          </li>
        ))}
      </ul>
      {isDone && matches.length === 0 && (
        <EmptyState icon="search" title={t('ui.noResults')}>
          {t('search.none')}
        </EmptyState>
      )}
      {error !== null && (
        <Banner tone="danger" action={<Button size="small" onClick={search.again}>{t('messages.retry')}</Button>}>
          {t('search.failed', { error: errorWords(error) })}
        </Banner>
      )}
      {isBusy && <div class="search-wait"><Spinner label={t('search.loading')} /></div>}
      {isDone && hasMore && (
        <Button onClick={search.more} class="search-more">
          {t('search.more')}
        </Button>
      )}
    </div>
  );
}
