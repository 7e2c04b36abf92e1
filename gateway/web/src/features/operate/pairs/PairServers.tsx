import { formatDuration, t } from '../../../text';
import { Badge, Table, type Column } from '../../../ui';
import type { Pair, PairServer, Side } from '../bodies';

interface Row extends PairServer {
  readonly side: Side;
  readonly teams: string;
}

/** How each of the two servers is. */
export function PairServers({ pair }: { pair: Pair }) {
  const rows: readonly Row[] = (['A', 'B'] as const).map((side) => ({ ...(side === 'A' ? pair.a : pair.b), side, teams: teamsOf(pair, side) }));
  const columns: readonly Column<Row>[] = [
    { key: 'side', header: t('operate.side'), rowHeader: true, cell: (row) => row.side },
    { key: 'teams', header: t('operate.pair.servedTeams'), cell: (row) => row.teams },
    { key: 'answers', header: t('operate.pair.answers'), cell: (row) => <Answer is={row.answers} good /> },
    { key: 'serves', header: t('operate.pair.serves'), cell: (row) => <Answer is={row.serves} /> },
    { key: 'receives', header: t('operate.pair.receives'), cell: (row) => <Answer is={row.receives} good /> },
    { key: 'waits', header: t('operate.pair.waits'), cell: (row) => <Answer is={row.waits_for_acks} /> },
    { key: 'behind', header: t('operate.pair.behind'), align: 'end', cell: (row) => (row.seconds_behind === undefined ? '–' : formatDuration(row.seconds_behind)) },
    { key: 'position', header: t('operate.pair.position'), cell: (row) => <code class="operate-position">{row.position ?? '–'}</code> },
  ];
  return <Table caption={t('operate.pair.servers')} hideCaption columns={columns} rows={rows} rowKey={(row) => row.side} />;
}

/** `good`: a no is something to look at. */
function Answer({ is, good = false }: { is: boolean; good?: boolean }) {
  return <Badge tone={is ? 'success' : good ? 'danger' : 'neutral'}>{t(is ? 'operate.yes' : 'operate.no')}</Badge>;
}

function teamsOf(pair: Pair, side: Side): string {
  const [even, odd] = [pair.serving_even === side, pair.serving_odd === side];
  if (even && odd) return t('operate.pair.all');
  return even ? t('operate.even') : odd ? t('operate.odd') : '–';
}
