import { formatNumber, t } from '../../../text';
import { Facts, type Fact } from '../parts/Facts';
import { total, type ConflictItem, type ImportReport, type SkippedItem } from '../jobs/reports';
import { conflictText, skipText } from './reasons';
import { Lines } from './Lines';

/** What an import did, what it left out and why, and what it had to decide. */
export function ImportReportView({ report }: { report: ImportReport }) {
  const { imported } = report;
  return (
    <div class="stack">
      <h3>{t('manage.import.imported')}</h3>
      <Facts
        facts={[
          [t('manage.import.messages'), formatNumber(imported.messages)],
          [t('manage.import.replies'), formatNumber(imported.replies)],
          [t('manage.import.reactions'), formatNumber(imported.reactions)],
          [t('manage.import.channels'), formatNumber(imported.channels)],
          [t('manage.import.users'), formatNumber(imported.users)],
          ...some(t('manage.import.usersMatched'), imported.users_matched),
          ...some(t('manage.import.usersPlaceholder'), imported.users_placeholder),
          ...some(t('manage.import.rootsPlaceholder'), imported.roots_placeholder),
        ]}
      />
      <details>
        <summary>{t('manage.import.subtypes')}</summary>
        <Facts facts={Object.entries(imported.subtypes).map(([name, count]) => [name, formatNumber(count)])} />
      </details>
      <h3>{t('manage.import.skippedTitle', { count: total(report.skipped) })}</h3>
      {total(report.skipped) === 0 ? (
        <p class="soft">{t('manage.import.skippedNone')}</p>
      ) : (
        <>
          <Facts facts={Object.entries(report.skipped).map(([reason, count]) => [skipText(reason), formatNumber(count)])} />
          <Lines<SkippedItem>
            caption={t('manage.import.skippedLines')}
            all={total(report.skipped)}
            rows={report.skipped_items}
            columns={[
              { key: 'reason', header: t('manage.import.reason'), cell: (line) => skipText(line.reason) },
              { key: 'entry', header: t('manage.import.entry'), cell: (line) => <code>{line.entry}</code> },
              { key: 'position', header: t('manage.import.position'), align: 'end', cell: (line) => formatNumber(line.position + 1) },
            ]}
          />
        </>
      )}
      <h3>{t('manage.import.conflictsTitle', { count: total(report.conflicts) })}</h3>
      {total(report.conflicts) === 0 ? (
        <p class="soft">{t('manage.import.conflictsNone')}</p>
      ) : (
        <>
          <Facts facts={Object.entries(report.conflicts).map(([kind, count]) => [conflictText(kind), formatNumber(count)])} />
          <Lines<ConflictItem>
            caption={t('manage.import.conflictLines')}
            all={total(report.conflicts)}
            rows={report.conflict_items}
            columns={[
              { key: 'kind', header: t('manage.import.kind'), cell: (line) => conflictText(line.kind) },
              { key: 'what', header: t('manage.import.what'), cell: (line) => <span lang="en">{line.what}</span> },
            ]}
          />
        </>
      )}
      {report.entries_ignored > 0 && (
        <details>
          <summary>{t('manage.import.ignored', { count: report.entries_ignored })}</summary>
          <ul>
            {report.entries_ignored_first.map((entry) => (
              <li key={entry}>
                <code>{entry}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function some(term: string, count: number): Fact[] {
  return count > 0 ? [[term, formatNumber(count)]] : [];
}
