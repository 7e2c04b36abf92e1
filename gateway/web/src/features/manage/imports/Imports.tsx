import { navigate } from '../../../router';
import { formatDateTime, t } from '../../../text';
import { EmptyState, Spinner } from '../../../ui';
import { Page } from '../area/Area';
import { isOver, type Job } from '../bodies';
import { getJob, listJobs } from '../calls';
import { JobCard } from '../jobs/JobCard';
import type { ImportReport } from '../jobs/reports';
import { useLive } from '../live/useLive';
import { Problem } from '../parts/Problem';
import { EarlierImports } from './EarlierImports';
import { ImportReportView } from './ImportReportView';
import { UploadPanel } from './UploadPanel';

const pollMs = 5000;

interface ImportsProps {
  team: string;
  /** The import that is looked at; none: all. */
  job: string | undefined;
  /** The address of an import, or of all. */
  path: (job?: string) => string;
}

/** A Slack export becomes part of the team: its upload, how far it is, what came of it, and earlier ones. */
export function Imports({ team, job, path }: ImportsProps) {
  return job ? <OneImport key={job} id={job} path={path} /> : <AllImports team={team} path={path} />;
}

function AllImports({ team, path }: Omit<ImportsProps, 'job'>) {
  const list = useLive(`imports ${team}`, (signal) => listJobs({ team, kind: 'import', limit: 1000 }, signal), pollMs);
  const jobs = list.data?.jobs ?? [];
  const underWay = jobs.filter((job) => !isOver(job));

  return (
    <Page title={t('manage.import.title')} lead={t('manage.import.lead')}>
      <UploadPanel team={team} onJob={(job) => navigate(path(job.id))} />
      <Problem error={list.error} onRetry={list.refresh} />
      {underWay.map((job) => (
        <JobCard key={job.id} job={job} title={t('manage.import.underWay')} onChange={(ended) => (isOver(ended) ? navigate(path(ended.id)) : list.refresh())} />
      ))}
      <h2>{t('manage.import.earlier')}</h2>
      {list.data ? <EarlierImports jobs={jobs.filter(isOver)} path={path} /> : list.loading && <Spinner label={t('manage.loading')} />}
    </Page>
  );
}

function OneImport({ id, path }: { id: string; path: ImportsProps['path'] }) {
  const found = useLive(`import ${id}`, (signal) => getJob(id, signal));
  const job = found.data;
  return (
    <Page title={job ? t('manage.import.of', { at: formatDateTime(job.created * 1000) }) : t('manage.import.one')} up={{ href: path(), label: t('manage.import.title') }}>
      <Problem error={found.error} onRetry={found.refresh} />
      {!job && found.loading && <Spinner label={t('manage.loading')} />}
      {job && (
        <JobCard job={job} title={t('manage.job.course')} onChange={(changed) => found.put(() => changed)}>
          {(ended) => <ImportOutcome job={ended} />}
        </JobCard>
      )}
    </Page>
  );
}

/** What came of an import that is over. */
export function ImportOutcome({ job }: { job: Job }) {
  if (job.state === 'done' && job.report) return <ImportReportView report={job.report as ImportReport} />;
  if (job.state === 'cancelled') return <EmptyState icon="undo" title={t('manage.import.undone')} />;
  return <p>{t('manage.import.nothingDone')}</p>;
}
