import { pathTo } from '../../../router';
import { t } from '../../../text';
import { Spinner } from '../../../ui';
import { ExportFile, Facts, getJob, ImportOutcome, JobCard, Page, Problem, useLive, type Job } from '../../manage';
import { TeamLink } from '../teams/TeamLink';

/** One job of any team, as it goes. */
export function OneJob({ id }: { id: string }) {
  const found = useLive(`job ${id}`, (signal) => getJob(id, signal));
  const job = found.data;
  return (
    <Page title={job ? t('operate.jobs.titleOf', { kind: t(`manage.job.kind.${job.kind}`) }) : t('operate.jobs.one')} up={{ href: pathTo.operate('jobs'), label: t('operate.section.jobs') }}>
      <Problem error={found.error} onRetry={found.refresh} />
      {!job && found.loading && <Spinner label={t('manage.loading')} />}
      {job && (
        <>
          <Facts
            facts={[
              [t('operate.jobs.id'), <code>{job.id}</code>],
              [t('operate.teamId'), <TeamLink id={job.team} />],
              [t('operate.jobs.attempts'), String(job.attempts)],
            ]}
          />
          <JobCard job={job} title={t('manage.job.course')} onChange={(changed) => found.put(() => changed)}>
            {(ended) => <Outcome job={ended} />}
          </JobCard>
        </>
      )}
    </Page>
  );
}

function Outcome({ job }: { job: Job }) {
  if (job.kind === 'import') return <ImportOutcome job={job} />;
  return job.kind === 'export' ? <ExportFile job={job} /> : null;
}
