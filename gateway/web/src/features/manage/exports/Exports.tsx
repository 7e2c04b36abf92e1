import { useState } from 'preact/hooks';
import { t } from '../../../text';
import { Spinner } from '../../../ui';
import { Page } from '../area/Area';
import { isOver, type Job } from '../bodies';
import { listJobs } from '../calls';
import { JobCard } from '../jobs/JobCard';
import { useLive } from '../live/useLive';
import { Problem } from '../parts/Problem';
import { EarlierExports } from './EarlierExports';
import { ExportForm } from './ExportForm';
import { ExportFile } from './ExportFile';

const pollMs = 5000;

/** The team's messages as an archive in Slack's layout: what shall be in it, how far it is, its file, and earlier ones. */
export function Exports({ team, isOperator }: { team: string; isOperator: boolean }) {
  const list = useLive(`exports ${team}`, (signal) => listJobs({ team, kind: 'export', limit: 1000 }, signal), pollMs);
  // What was begun or has ended on this page stays at its top.
  const [mine, setMine] = useState<readonly Job[]>([]);
  const jobs = list.data?.jobs ?? [];
  const watched = [...mine, ...jobs.filter((job) => !isOver(job) && !mine.some((own) => own.id === job.id))];

  function keep(job: Job): void {
    setMine((old) => (old.some((own) => own.id === job.id) ? old.map((own) => (own.id === job.id ? job : own)) : [job, ...old]));
    list.refresh();
  }

  return (
    <Page title={t('manage.export.title')} lead={t('manage.export.lead')}>
      <ExportForm team={team} isOperator={isOperator} onJob={keep} />
      {watched.map((job) => (
        <JobCard key={job.id} job={job} title={t('manage.export.one')} onChange={keep}>
          {(ended) => <ExportFile job={ended} />}
        </JobCard>
      ))}
      <Problem error={list.error} onRetry={list.refresh} />
      <h2>{t('manage.export.earlier')}</h2>
      {list.data ? <EarlierExports jobs={jobs.filter(isOver)} /> : list.loading && <Spinner label={t('manage.loading')} />}
    </Page>
  );
}
