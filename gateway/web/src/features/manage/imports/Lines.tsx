import { t } from '../../../text';
import { Table, type Column } from '../../../ui';
import { Pager } from '../parts/Pager';
import { usePages } from '../parts/pages';

const pageSize = 20;

interface LinesProps<T> {
  caption: string;
  /** How many there are, of which the report has the first. */
  all: number;
  rows: readonly T[];
  columns: readonly Column<T>[];
}

/** The lines of a report, a page at a time. */
export function Lines<T>({ caption, all, rows, columns }: LinesProps<T>) {
  const numbered = rows.map((row, number) => ({ row, number }));
  const pages = usePages(numbered, pageSize);
  return (
    <>
      <Table
        caption={caption}
        columns={columns.map(({ cell, sort: _, ...column }) => ({ ...column, cell: ({ row }: { row: T }) => cell(row) }))}
        rows={pages.rows}
        rowKey={({ number }) => String(number)}
      />
      <Pager label={caption} pages={pages} />
      {rows.length < all && <p class="soft small">{t('manage.import.firstLines', { shown: rows.length, all })}</p>}
    </>
  );
}
