import { formatNumber, t } from '../../../text';
import { Table, type Column } from '../../../ui';
import type { Difference } from '../bodies';

/** What was not the same on both servers, by table. */
export function Differences({ rows }: { rows: readonly Difference[] }) {
  const columns: readonly Column<Difference>[] = [
    { key: 'table', header: t('operate.team.table'), rowHeader: true, cell: (row) => <code>{row.table}</code> },
    { key: 'a', header: t('operate.compare.missingAtA'), align: 'end', cell: (row) => formatNumber(row.missing_at_a) },
    { key: 'b', header: t('operate.compare.missingAtB'), align: 'end', cell: (row) => formatNumber(row.missing_at_b) },
    { key: 'different', header: t('operate.compare.different'), align: 'end', cell: (row) => formatNumber(row.different) },
    { key: 'repaired', header: t('operate.compare.repaired'), align: 'end', cell: (row) => formatNumber(row.repaired) },
  ];
  return <Table caption={t('operate.compare.differences')} columns={columns} rows={rows} rowKey={(row) => row.table} />;
}
