import { pathTo } from '../../../router';
import { compareNames, t } from '../../../text';
import { EmptyState, Spinner, Table, type Column } from '../../../ui';
import { Page, Problem, useLive } from '../../manage';
import type { ServedTeams, Shard } from '../bodies';
import { listShards } from '../calls';
import { bytes, count, rate } from '../figures';
import { Absences } from './Absences';
import { Proposals } from './Proposals';
import { ShardStateBadge, SyncBadge } from './ShardBadges';

const pollMs = 3000;

/** All shards: who serves them, how much they hold, how much is written; and what would even them out. */
export function Shards() {
  const list = useLive('shards', listShards, pollMs);
  return (
    <Page title={t('operate.section.shards')} lead={t('operate.shards.lead')}>
      <Problem error={list.error} onRetry={list.refresh} />
      {!list.data && list.loading && <Spinner label={t('manage.loading')} />}
      {list.data && (
        <>
          <Absences directory={list.data.directory} silentSilos={list.data.silent_silos} />
          <Table
            caption={t('operate.section.shards')}
            hideCaption
            columns={shardColumns()}
            rows={list.data.shards}
            rowKey={(shard) => shard.name}
            empty={<EmptyState icon="database" title={t('operate.shards.none')} />}
          />
          <p class="soft small">{t('operate.shards.estimates')}</p>
        </>
      )}
      <Proposals />
    </Page>
  );
}

function shardColumns(): readonly Column<Shard>[] {
  return [
    {
      key: 'name',
      header: t('operate.shard'),
      rowHeader: true,
      cell: (shard) => <a href={pathTo.operate(`shards/${encodeURIComponent(shard.name)}`)}>{shard.name}</a>,
      sort: (a, b) => compareNames(a.name, b.name),
    },
    {
      key: 'state',
      header: t('operate.state'),
      cell: (shard) => (
        <>
          <ShardStateBadge state={shard.state} />
          {shard.draining && <div class="small">{t('operate.shards.left', { count: shard.draining.teams_left })}</div>}
        </>
      ),
    },
    { key: 'weight', header: t('operate.weight'), align: 'end', cell: (shard) => count(shard.weight), sort: (a, b) => (a.weight ?? 0) - (b.weight ?? 0) },
    { key: 'sync', header: t('operate.syncState'), cell: (shard) => <SyncBadge state={shard.sync_state} /> },
    { key: 'even', header: t('operate.even'), cell: (shard) => served(shard.even) },
    { key: 'odd', header: t('operate.odd'), cell: (shard) => served(shard.odd) },
    { key: 'teams', header: t('operate.teams'), align: 'end', cell: (shard) => count(shard.teams), sort: (a, b) => (a.teams ?? 0) - (b.teams ?? 0) },
    { key: 'rows', header: t('operate.rows'), align: 'end', cell: (shard) => count(shard.estimated_rows), sort: (a, b) => (a.estimated_rows ?? 0) - (b.estimated_rows ?? 0) },
    {
      key: 'bytes',
      header: t('operate.bytes'),
      align: 'end',
      cell: (shard) => bytes(shard.estimated_bytes),
      sort: (a, b) => (a.estimated_bytes ?? 0) - (b.estimated_bytes ?? 0),
    },
    {
      key: 'changes',
      header: t('operate.changesPerSecond'),
      align: 'end',
      cell: (shard) => rate(shard.write_rate.changes_per_second),
      sort: (a, b) => a.write_rate.changes_per_second - b.write_rate.changes_per_second,
    },
    { key: 'written', header: t('operate.bytesPerSecond'), align: 'end', cell: (shard) => bytes(shard.write_rate.bytes_per_second) },
    { key: 'epoch', header: t('operate.epoch'), align: 'end', cell: (shard) => count(shard.epoch) },
  ];
}

/** `A: 12` */
export function served({ side, teams }: ServedTeams): string {
  return teams === undefined ? side : `${side}: ${count(teams)}`;
}
