import { useEffect, useState } from 'preact/hooks';
import { formatDateTime, formatNumber, t } from '../../../text';
import { Badge, Banner, Button, Checkbox, confirm, EmptyState, ProgressBar, Spinner, TextField } from '../../../ui';
import { Card, Facts, Problem, useAction, useLive } from '../../manage';
import type { Comparison } from '../bodies';
import { cancelComparison, compare, getComparison } from '../calls';
import { rate } from '../figures';
import { Differences } from './Differences';

const pollMs = 2000;
/** Where there is none, one that the night begins is soon enough seen so. */
const idlePollMs = 30_000;
const tones = { queued: 'neutral', running: 'accent', done: 'success', failed: 'danger', cancelled: 'neutral' } as const;

/** Whether the two servers of a shard hold the same rows. */
export function ComparisonCard({ shard }: { shard: string }) {
  const [isIdle, setIsIdle] = useState(false);
  const live = useLive(`comparison ${shard}`, (signal) => getComparison(shard, signal), isIdle ? idlePollMs : pollMs);
  const action = useAction();
  const job = live.data;
  useEffect(() => setIsIdle(job === null), [job === null]);
  const isUnderWay = job?.state === 'queued' || job?.state === 'running';
  const take = (changed: Comparison) => live.put(() => changed);

  async function cancel(): Promise<void> {
    const isSure = await confirm({ title: t('operate.compare.cancelTitle'), text: t('operate.compare.cancelText'), confirm: t('operate.compare.cancel'), danger: true });
    if (isSure) await action.run(async () => take(await cancelComparison(shard)));
  }

  return (
    <Card title={t('operate.compare.title')} actions={job && <Badge tone={tones[job.state]}>{t(`manage.job.state.${job.state}`)}</Badge>}>
      <Problem error={live.error} onRetry={live.refresh} />
      <Problem error={action.error} onDismiss={action.clear} />
      {job === undefined && live.loading && <Spinner label={t('manage.loading')} />}
      {job === null && <EmptyState icon="activity" title={t('operate.compare.never')} />}
      {job && <Outcome job={job} />}
      {isUnderWay ? (
        <div class="row">
          <Button busy={action.busy} onClick={() => void cancel()}>
            {t('operate.compare.cancel')}
          </Button>
        </div>
      ) : (
        job !== undefined && <Begin busy={action.busy} onBegin={(body) => void action.run(async () => take(await compare(shard, body)))} />
      )}
    </Card>
  );
}

function Outcome({ job }: { job: Comparison }) {
  const { progress, ranges } = job;
  const isUnderWay = job.state === 'queued' || job.state === 'running';
  return (
    <>
      {isUnderWay && (
        <ProgressBar
          label={t('operate.compare.title')}
          hideLabel
          value={progress.teams_total > 0 ? progress.teams / progress.teams_total : undefined}
          detail={t('operate.compare.progress', { teams: progress.teams, total: progress.teams_total, rows: progress.rows, rate: rate(progress.rows_per_second) })}
        />
      )}
      {job.alarm && (
        <Banner tone="danger" title={t('operate.alarm')}>
          <p lang="en">{job.alarm}</p>
        </Banner>
      )}
      {job.error && (
        <Banner tone="warning">
          <p lang="en">{job.error}</p>
        </Banner>
      )}
      <Facts
        facts={[
          [t('operate.compare.started'), formatDateTime(job.started * 1000)],
          [t('operate.compare.ended'), job.ended && formatDateTime(job.ended * 1000)],
          [t('operate.teamId'), job.team],
          [t('operate.compare.rows'), formatNumber(progress.rows)],
          [t('operate.compare.ranges'), formatNumber(ranges.compared)],
          [t('operate.compare.differed'), formatNumber(ranges.differed)],
          [t('operate.compare.settled'), formatNumber(ranges.settled)],
          [t('operate.compare.repair'), t(job.repair ? 'operate.yes' : 'operate.no')],
          [t('operate.compare.repaired'), formatNumber(job.repaired)],
        ]}
      />
      {!isUnderWay && job.state === 'done' && job.differences.length === 0 && <Banner tone="success">{t('operate.compare.equal')}</Banner>}
      {job.differences.length > 0 && <Differences rows={job.differences} />}
    </>
  );
}

function Begin({ busy, onBegin }: { busy: boolean; onBegin: (body: { team?: string; repair?: boolean }) => void }) {
  const [team, setTeam] = useState('');
  const [repair, setRepair] = useState(true);
  return (
    <form
      class="stack operate-narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onBegin({ repair, ...(team.trim() ? { team: team.trim() } : {}) });
      }}
    >
      <TextField label={t('operate.compare.team')} hint={t('operate.compare.teamHint')} value={team} onValue={setTeam} autoComplete="off" autoCapitalize="characters" spellcheck={false} />
      <Checkbox label={t('operate.compare.repairIt')} hint={t('operate.compare.repairHint')} checked={repair} onChecked={setRepair} />
      <div class="row">
        <Button type="submit" busy={busy}>
          {t('operate.compare.begin')}
        </Button>
      </div>
    </form>
  );
}
