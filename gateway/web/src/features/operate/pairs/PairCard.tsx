import { formatNumber, t } from '../../../text';
import { Banner, Button, confirm, showToast, Spinner } from '../../../ui';
import { Card, Facts, Problem, useAction, useLive } from '../../manage';
import type { Pair, Side } from '../bodies';
import { failBack, getPair, rejoin, takeOver } from '../calls';
import { SyncBadge } from '../shards/ShardBadges';
import { PairServers } from './PairServers';

const pollMs = 2000;

/** The two servers of a shard, who serves whom, and what is done when one of them falls. */
export function PairCard({ shard }: { shard: string }) {
  const live = useLive(`pair ${shard}`, (signal) => getPair(shard, signal), pollMs);
  const action = useAction();
  const pair = live.data;

  async function order(title: string, text: string, word: string, isDangerous: boolean, work: () => Promise<Pair>): Promise<void> {
    if (!(await confirm({ title, text, confirm: word, danger: isDangerous }))) return;
    const isDone = await action.run(async () => {
      const changed = await work();
      live.put(() => changed);
    });
    if (isDone) showToast({ text: t('operate.pair.done'), tone: 'success' });
    live.refresh();
  }

  const over = (survivor: Side) =>
    order(t('operate.pair.takeOverTitle', { side: survivor }), t('operate.pair.takeOverText'), t('operate.pair.takeOver', { side: survivor }), true, () => takeOver(shard, survivor));

  return (
    <Card title={t('operate.pair.title')} actions={pair && <SyncBadge state={pair.state} />}>
      <Problem error={live.error} onRetry={live.refresh} />
      <Problem error={action.error} onDismiss={action.clear} />
      {!pair && live.loading && <Spinner label={t('manage.loading')} />}
      {pair && (
        <>
          {pair.alarm && (
            <Banner tone="danger" title={t('operate.alarm')}>
              <p lang="en">{pair.alarm}</p>
            </Banner>
          )}
          <PairServers pair={pair} />
          <Facts
            facts={[
              [t('operate.epoch'), formatNumber(pair.epoch)],
              [t('operate.pair.held'), pair.held_ms !== undefined && t('operate.milliseconds', { count: pair.held_ms })],
            ]}
          />
          <div class="row">
            <Button busy={action.busy} onClick={() => void over('A')}>
              {t('operate.pair.takeOver', { side: 'A' })}
            </Button>
            <Button busy={action.busy} onClick={() => void over('B')}>
              {t('operate.pair.takeOver', { side: 'B' })}
            </Button>
            <Button busy={action.busy} onClick={() => void order(t('operate.pair.rejoinTitle'), t('operate.pair.rejoinText'), t('operate.pair.rejoin'), false, () => rejoin(shard))}>
              {t('operate.pair.rejoin')}
            </Button>
            <Button busy={action.busy} onClick={() => void order(t('operate.pair.failBackTitle'), t('operate.pair.failBackText'), t('operate.pair.failBack'), false, () => failBack(shard))}>
              {t('operate.pair.failBack')}
            </Button>
          </div>
        </>
      )}
    </Card>
  );
}
