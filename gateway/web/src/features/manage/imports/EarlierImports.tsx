import { formatDateTime, formatDuration, formatNumber, t } from '../../../text';
import { EmptyState, Table, type Column } from '../../../ui';
import type { Job } from '../bodies';
import { JobStateBadge } from '../jobs/JobStateBadge';
import { total, type ImportReport } from '../jobs/reports';
import { Pager } from '../parts/Pager';
import { usePages } from '../parts/pages';

const pageSize = 20;

export function EarlierImports({ jobs, path }: { jobs: readonly Job[]; path: (job: string) => string }) {
  const pages = usePages(jobs, pageSize);
  const columns: readonly Column<Job>[] = [
    {
      key: 'created',
      header: t('manage.job.began'),
      rowHeader: true,
      cell: (job) => <a href={path(job.id)}>{formatDateTime(job.created * 1000)}</a>,
    },
    { key: 'state', header: t('manage.job.state'), cell: (job) => <JobStateBadge job={job} /> },
    { key: 'took', header: t('manage.job.took'), cell: (job) => (job.ended ? formatDuration(job.ended - job.created) : '–') },
    { key: 'messages', header: t('manage.import.messages'), align: 'end', cell: (job) => figure(reportOf(job)?.imported, (done) => done.messages + done.replies) },
    { key: 'users', header: t('manage.import.users'), align: 'end', cell: (job) => figure(reportOf(job)?.imported, (done) => done.users) },
    { key: 'channels', header: t('manage.import.channels'), align: 'end', cell: (job) => figure(reportOf(job)?.imported, (done) => done.channels) },
    { key: 'skipped', header: t('manage.import.skipped'), align: 'end', cell: (job) => figure(reportOf(job)?.skipped, total) },
  ];
  return (
    <>
      <Table
        caption={t('manage.import.earlier')}
        hideCaption
        columns={columns}
        rows={pages.rows}
        rowKey={(job) => job.id}
        empty={
          <EmptyState icon="history" title={t('manage.import.none')}>
            {t('manage.import.noneText')}
          </EmptyState>
        }
      />
      <Pager label={t('manage.import.pages')} pages={pages} />
    </>
  );
}

function reportOf(job: Job): ImportReport | undefined {
  return job.state === 'done' ? (job.report as ImportReport | undefined) : undefined;
}

function figure<T>(from: T | undefined, read: (from: T) => number): string {
  return from === undefined ? '–' : formatNumber(read(from));
}
