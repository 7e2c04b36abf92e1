import { formatBytes, formatDateTime, formatNumber, t } from '../../../text';
import { EmptyState, Table, type Column } from '../../../ui';
import type { Job } from '../bodies';
import { JobStateBadge } from '../jobs/JobStateBadge';
import { errorOf } from '../jobs/reports';
import { Pager } from '../parts/Pager';
import { usePages } from '../parts/pages';
import { FileLinks, reportOf } from './ExportFile';

const pageSize = 20;

export function EarlierExports({ jobs }: { jobs: readonly Job[] }) {
  const pages = usePages(jobs, pageSize);
  const columns: readonly Column<Job>[] = [
    { key: 'created', header: t('manage.job.began'), rowHeader: true, cell: (job) => formatDateTime(job.created * 1000) },
    { key: 'state', header: t('manage.job.state'), cell: (job) => <JobStateBadge job={job} /> },
    { key: 'messages', header: t('manage.import.messages'), align: 'end', cell: (job) => figure(reportOf(job)?.messages, formatNumber) },
    { key: 'bytes', header: t('manage.export.size'), align: 'end', cell: (job) => figure(reportOf(job)?.bytes, formatBytes) },
    { key: 'expires', header: t('manage.export.until'), cell: (job) => figure(reportOf(job)?.expires, (seconds) => formatDateTime(seconds * 1000)) },
    { key: 'file', header: t('manage.export.file'), cell: File },
  ];
  return (
    <>
      <Table
        caption={t('manage.export.earlier')}
        hideCaption
        columns={columns}
        rows={pages.rows}
        rowKey={(job) => job.id}
        empty={
          <EmptyState icon="history" title={t('manage.export.none')}>
            {t('manage.export.noneText')}
          </EmptyState>
        }
      />
      <Pager label={t('manage.export.pages')} pages={pages} />
    </>
  );
}

function File(job: Job) {
  const report = reportOf(job);
  if (report) return <FileLinks report={report} />;
  return job.state === 'failed' && job.error ? <span lang="en">{errorOf(job.error).sentence}</span> : '–';
}

function figure(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? '–' : format(value);
}
