import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatDateTime, formatDuration, language, t } from '../../../text';
import { announce, Banner, Button, confirm, ProgressBar } from '../../../ui';
import { Card } from '../area/Area';
import { isOver, type Job } from '../bodies';
import { cancelJob, rerunJob } from '../calls';
import { useAction } from '../live/useAction';
import { Facts } from '../parts/Facts';
import { Problem } from '../parts/Problem';
import { adminWords } from '../parts/words';
import { JobStateBadge } from './JobStateBadge';
import { progressText, shareOf } from './progress';
import { errorOf } from './reports';
import { useJob } from './useJob';

interface JobCardProps {
  job: Job;
  title: string;
  /** The job has been cancelled or run again by the reader, or has ended. */
  onChange: (job: Job) => void;
  /** What it has done, once it is over. */
  children?: (job: Job) => ComponentChildren;
}

/** One job as it goes: its progress, what went wrong, and what can be done about it. */
export function JobCard({ job: given, title, onChange, children }: JobCardProps) {
  const { job, following, error } = useJob(given);
  const action = useAction();
  const over = isOver(job);

  useEffect(() => {
    if (!over || isOver(given)) return;
    announce(t('manage.job.ended', { kind: t(`manage.job.kind.${job.kind}`), state: t(`manage.job.state.${job.state}`) }));
    onChange(job);
  }, [over]);

  async function cancel(): Promise<void> {
    const isSure = await confirm({
      title: t('manage.job.cancelTitle'),
      text: t(job.kind === 'import' ? 'manage.job.cancelImportText' : 'manage.job.cancelText'),
      confirm: t('manage.job.cancel'),
      cancel: t('manage.job.goOn'),
      danger: true,
    });
    if (isSure) await action.run(async () => onChange(await cancelJob(job.id)));
  }

  return (
    <Card
      title={title}
      actions={
        <>
          <JobStateBadge job={job} />
          {!over && !job.is_cancelling && (
            <Button size="small" busy={action.busy} onClick={() => void cancel()}>
              {t('manage.job.cancel')}
            </Button>
          )}
          {job.state === 'failed' && mayRerun(job) && (
            <Button size="small" icon="refresh" busy={action.busy} onClick={() => void action.run(async () => onChange(await rerunJob(job.id)))}>
              {t('manage.job.rerun')}
            </Button>
          )}
        </>
      }
    >
      <Problem error={action.error} onDismiss={action.clear} />
      <Problem error={error} />
      {!over && (
        <ProgressBar label={t(job.is_cancelling ? 'manage.job.undoing' : `manage.job.kind.${job.kind}`)} hideLabel={!job.is_cancelling} value={shareOf(job.progress)} detail={progressText(job.progress)} />
      )}
      {following === 'away' && <p class="soft small">{t('manage.job.away')}</p>}
      <JobError job={job} />
      <Facts
        facts={[
          [t('manage.job.began'), formatDateTime(job.created * 1000)],
          [t('manage.job.endedAt'), job.ended && formatDateTime(job.ended * 1000)],
          [t('manage.job.took'), job.ended && formatDuration(job.ended - job.created)],
        ]}
      />
      {over && children?.(job)}
    </Card>
  );
}

/** Why the last attempt failed, in words, with the place that the server names. */
function JobError({ job }: { job: Job }) {
  if (!job.error) return null;
  const { code, sentence } = errorOf(job.error);
  // The sentence itself is English, and exacter.
  const words = code && language.value !== 'en' ? adminWords(code) : undefined;
  return (
    <Banner tone={job.state === 'failed' ? 'danger' : 'warning'} title={words}>
      <p lang="en">{sentence}</p>
      {job.next_attempt !== undefined && (
        <p>{t('manage.job.nextAttempt', { attempt: job.attempts + 1, at: formatDateTime(job.next_attempt * 1000) })}</p>
      )}
    </Banner>
  );
}

/** What fails for the file itself fails again: another file is wanted. */
const lost = new Set(['invalid_archive', 'unsafe_archive', 'invalid_export', 'upload_not_found']);

export function mayRerun(job: Job): boolean {
  return !lost.has(errorOf(job.error ?? '').code ?? '');
}
