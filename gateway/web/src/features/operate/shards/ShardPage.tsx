import { pathTo } from '../../../router';
import { t } from '../../../text';
import { Banner, EmptyState, Spinner } from '../../../ui';
import { Card, Facts, Page, Problem, useLive } from '../../manage';
import { listShards } from '../calls';
import { ComparisonCard } from '../comparing/ComparisonCard';
import { bytes, count, rate } from '../figures';
import { PairCard } from '../pairs/PairCard';
import { Absences } from './Absences';
import { ShardStateBadge, SyncBadge } from './ShardBadges';
import { ShardActions } from './ShardActions';
import { served } from './Shards';

const pollMs = 3000;

/** One shard: its figures, what is done with it, its two servers, and their comparison. */
export function ShardPage({ name }: { name: string }) {
  const live = useLive('shards', listShards, pollMs);
  const shards = live.data?.shards;
  const shard = shards?.find((one) => one.name === name);
  return (
    <Page title={t('operate.shardTitle', { name })} up={{ href: pathTo.operate('shards'), label: t('operate.section.shards') }}>
      <Problem error={live.error} onRetry={live.refresh} />
      {!live.data && live.loading && <Spinner label={t('manage.loading')} />}
      {live.data && <Absences directory={live.data.directory} silentSilos={live.data.silent_silos} />}
      {shards && !shard && <EmptyState icon="database" title={t('manage.error.shard_not_found')} />}
      {shards && shard && (
        <>
          <Card>
            <div class="row">
              <ShardStateBadge state={shard.state} />
              <SyncBadge state={shard.sync_state} />
            </div>
            <Facts
              facts={[
                [t('operate.weight'), count(shard.weight)],
                [t('operate.even'), served(shard.even)],
                [t('operate.odd'), served(shard.odd)],
                [t('operate.teams'), count(shard.teams)],
                [t('operate.rows'), count(shard.estimated_rows)],
                [t('operate.bytes'), bytes(shard.estimated_bytes)],
                [t('operate.changesPerSecond'), rate(shard.write_rate.changes_per_second)],
                [t('operate.bytesPerSecond'), bytes(shard.write_rate.bytes_per_second)],
                [t('operate.epoch'), count(shard.epoch)],
              ]}
            />
            {shard.draining && !shard.drained && (
              <Banner>{t('operate.shards.draining', { teams: shard.draining.teams_left, moves: shard.draining.moves })}</Banner>
            )}
            {shard.drained && shard.state === 'draining' && <Banner tone="success">{t('operate.shards.drained')}</Banner>}
          </Card>
          <ShardActions shard={shard} others={shards.filter((one) => one.name !== name)} onChange={live.refresh} />
          {shard.sync_state !== 'single' && (
            <>
              <PairCard shard={name} />
              <ComparisonCard shard={name} />
            </>
          )}
        </>
      )}
    </Page>
  );
}
