import { formatDateTime, t } from '../../../text';
import { Button, ProgressBar, type Column } from '../../../ui';
import { errorOf, isOver, JobStateBadge, mayRerun, progressText, shareOf, type Job } from '../../manage';
import { TeamLink } from '../teams/TeamLink';
import type { JobActions } from './useJobActions';

export function jobColumns({ cancel, rerun, busy }: JobActions, path: (job: Job) => string): readonly Column<Job>[] {
  return [
    {
      key: 'created',
      header: t('manage.job.began'),
      rowHeader: true,
      cell: (job) => <a href={path(job)}>{formatDateTime(job.created * 1000)}</a>,
    },
    { key: 'kind', header: t('operate.jobs.kind'), cell: (job) => t(`manage.job.kind.${job.kind}`) },
    { key: 'team', header: t('operate.teamId'), cell: (job) => <TeamLink id={job.team} /> },
    { key: 'state', header: t('operate.state'), cell: (job) => <JobStateBadge job={job} /> },
    {
      key: 'progress',
      header: t('operate.move.progress'),
      cell: (job) => (isOver(job) ? <Ended job={job} /> : <ProgressBar label={t(`manage.job.kind.${job.kind}`)} hideLabel value={shareOf(job.progress)} detail={progressText(job.progress)} />),
    },
    { key: 'attempts', header: t('operate.jobs.attempts'), align: 'end', cell: (job) => job.attempts },
    {
      key: 'actions',
      header: t('manage.actions'),
      hideHeader: true,
      align: 'end',
      cell: (job) => {
        if (job.state === 'failed' && mayRerun(job))
          return (
            <Button size="small" icon="refresh" busy={busy} aria-label={t('operate.jobs.rerunOf', { id: job.id })} onClick={() => void rerun(job)}>
              {t('manage.job.rerun')}
            </Button>
          );
        if (isOver(job) || job.is_cancelling) return null;
        return (
          <Button size="small" busy={busy} aria-label={t('operate.jobs.cancelOf', { id: job.id })} onClick={() => void cancel(job)}>
            {t('manage.job.cancel')}
          </Button>
        );
      },
    },
  ];
}

/** Why it failed, or what it had done. */
function Ended({ job }: { job: Job }) {
  if (job.error && job.state !== 'done')
    return (
      <span class="operate-reason" lang="en">
        {errorOf(job.error).sentence}
      </span>
    );
  return <>{job.progress ? progressText(job.progress) : '–'}</>;
}
