import { pathTo } from '../../../router';
import { formatDate, t } from '../../../text';
import { Spinner, Table, type Column } from '../../../ui';
import { Card, Facts, Page, Problem, useLive } from '../../manage';
import type { Team, TeamTable } from '../bodies';
import { getTeamShard } from '../calls';
import { bytes, count, rate } from '../figures';
import { Absences } from '../shards/Absences';
import { TeamMove } from '../moves/TeamMove';

const pollMs = 5000;

/** Where a team lives, how much it is, how much it writes; and its move to another shard. */
export function TeamOverview({ team }: { team: Team }) {
  const live = useLive(`shard of ${team.id}`, (signal) => getTeamShard(team.id, signal), pollMs);
  const shard = live.data;
  const columns: readonly Column<TeamTable>[] = [
    { key: 'name', header: t('operate.team.table'), rowHeader: true, cell: (table) => <code>{table.name}</code> },
    { key: 'rows', header: t('operate.rows'), align: 'end', cell: (table) => count(table.rows), sort: (a, b) => (a.rows ?? 0) - (b.rows ?? 0) },
    {
      key: 'bytes',
      header: t('operate.bytes'),
      align: 'end',
      cell: (table) => bytes(table.estimated_bytes),
      sort: (a, b) => (a.estimated_bytes ?? 0) - (b.estimated_bytes ?? 0),
    },
  ];
  return (
    <Page title={team.name} up={{ href: pathTo.operate('teams'), label: t('operate.section.teams') }}>
      <Problem error={live.error} onRetry={live.refresh} />
      {shard && <Absences directory={shard.directory} silentSilos={shard.silent_silos} />}
      <Card>
        <Facts
          facts={[
            [t('operate.team.id'), <code>{team.id}</code>],
            [t('operate.team.domain'), team.domain],
            [t('operate.team.created'), formatDate(team.created * 1000)],
            [t('operate.shard'), shard && <a href={pathTo.operate(`shards/${encodeURIComponent(shard.shard)}`)}>{shard.shard}</a>],
            [t('operate.side'), shard?.side],
            [t('operate.team.owner'), shard && ownerText(shard.owner_state)],
            [t('operate.team.epoch'), shard && count(shard.owner_epoch)],
            [t('operate.changesPerSecond'), shard && rate(shard.write_rate.changes_per_second)],
            [t('operate.bytesPerSecond'), shard && bytes(shard.write_rate.bytes_per_second)],
          ]}
        />
      </Card>
      <TeamMove team={team} shard={shard?.shard ?? team.shard} onMoved={live.refresh} />
      <h2>{t('operate.team.tables')}</h2>
      {shard ? (
        <Table caption={t('operate.team.tables')} hideCaption columns={columns} rows={shard.tables} rowKey={(table) => table.name} empty={t('operate.team.noTables')} />
      ) : (
        live.loading && <Spinner label={t('manage.loading')} />
      )}
    </Page>
  );
}

function ownerText(state: string | undefined): string {
  switch (state) {
    case undefined:
      return '–';
    case 'active':
    case 'captured':
    case 'held':
      return t(`operate.owner.${state}`);
    default:
      return state;
  }
}
