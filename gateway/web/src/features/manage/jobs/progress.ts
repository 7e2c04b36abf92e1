import { formatDuration, formatNumber, t } from '../../../text';
import type { Progress } from '../bodies';

/** 0 to 1; undefined while it is not known how much there is. */
export function shareOf(progress: Progress | undefined): number | undefined {
  return progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : undefined;
}

/** `1,200 of 5,000 messages · 800 a second · 5 s left`, as far as it is known. */
export function progressText(progress: Progress | undefined): string {
  if (!progress || (progress.total === 0 && progress.done === 0)) return t('manage.job.beginning');
  const unit = unitText(progress.unit);
  const { done, total, rate } = progress;
  const parts = [total > 0 ? t('manage.job.doneOf', { done, total, unit }) : t('manage.job.done', { done, unit })];
  if (rate > 0) {
    parts.push(t('manage.job.rate', { rate: formatNumber(rate, { maximumFractionDigits: rate < 10 ? 1 : 0 }) }));
    if (total > done) parts.push(t('manage.left', { time: formatDuration((total - done) / rate) }));
  }
  return parts.join(' · ');
}

const units = ['messages', 'rows', 'bytes', 'links', 'entries checked'] as const;

function unitText(unit: string): string {
  const known = units.find((name) => name === unit);
  return known ? t(`manage.unit.${known}`) : unit;
}
