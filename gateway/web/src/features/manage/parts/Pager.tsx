import { t } from '../../../text';
import { Button } from '../../../ui';
import type { Pages } from './pages';
import './parts.css';

interface PagerProps {
  /** Names what is paged through. */
  label: string;
  pages: Pages<unknown>;
  /** There is more than has been read. */
  more?: boolean;
}

/** Steps through the pages of a table; nothing while one page is all there is. */
export function Pager({ label, pages, more = false }: PagerProps) {
  if (pages.count === 1 && !more) return null;
  const { from, to, total, page, count } = pages;
  return (
    <nav class="manage-pager" aria-label={label}>
      <Button size="small" icon="chevron-left" disabled={page === 0} onClick={() => pages.setPage(page - 1)}>
        {t('manage.previousPage')}
      </Button>
      <span class="soft small" aria-live="polite">
        {t(more ? 'manage.rowsOfMore' : 'manage.rowsOf', { from, to, total })}
      </span>
      <Button size="small" icon="chevron-right" disabled={page === count - 1 && !more} onClick={() => pages.setPage(page + 1)}>
        {t('manage.nextPage')}
      </Button>
    </nav>
  );
}
