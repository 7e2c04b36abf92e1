import { useState } from 'preact/hooks';
import { formatBytes, formatDateTime, formatNumber, t } from '../../../text';
import { Button, Icon, showToast } from '../../../ui';
import type { Job } from '../bodies';
import type { ExportReport } from '../jobs/reports';
import { copyText } from '../parts/copy';
import { Facts } from '../parts/Facts';
import { Secret } from '../parts/Secret';
import './exports.css';

/** What an export holds, and its file while there is one. */
export function ExportFile({ job }: { job: Job }) {
  const report = reportOf(job);
  if (!report) return null;
  return (
    <div class="stack">
      <Facts
        facts={[
          [t('manage.import.messages'), formatNumber(report.messages)],
          [t('manage.import.channels'), formatNumber(report.channels)],
          [t('manage.import.users'), formatNumber(report.users)],
          [t('manage.export.size'), formatBytes(report.bytes)],
          [t('manage.export.until'), formatDateTime(report.expires * 1000)],
        ]}
      />
      <FileLinks report={report} />
      <p class="soft small">
        {t('manage.export.sha')} <code class="exports-sha">{report.sha256}</code>
      </p>
    </div>
  );
}

/** The file, and a link to it that needs no account; or why there is none. */
export function FileLinks({ report, now = Date.now() }: { report: ExportReport; now?: number }) {
  const [shown, setShown] = useState<string>();
  if (report.expires * 1000 <= now) return <span class="soft">{t('manage.export.expired')}</span>;
  if (!report.url) return <span class="soft">{t('manage.export.notYours')}</span>;
  const link = new URL(report.url, location.href).href;

  async function copy(): Promise<void> {
    if (await copyText(link)) showToast({ text: t('manage.export.copied'), tone: 'success' });
    else setShown(link);
  }

  return (
    <>
      <span class="row">
        <a class="exports-download" href={report.url} download>
          <Icon name="download" />
          {t('manage.export.download')}
        </a>
        <Button size="small" icon="link" onClick={() => void copy()}>
          {t('manage.export.copy')}
        </Button>
      </span>
      {shown && <Secret label={t('manage.export.link')} value={shown} />}
    </>
  );
}

export function reportOf(job: Job): ExportReport | undefined {
  return job.state === 'done' ? (job.report as ExportReport | undefined) : undefined;
}
