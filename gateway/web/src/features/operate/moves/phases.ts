import { formatDuration, formatNumber, t } from '../../../text';
import type { Move, MoveState } from '../bodies';

const underWay: ReadonlySet<MoveState> = new Set(['queued', 'running', 'cancelling', 'clearing']);

export function isUnderWay(move: Move): boolean {
  return underWay.has(move.state);
}

/** Once the team lives on the new shard there is nothing left to undo. */
export function mayCancel(move: Move): boolean {
  return move.state === 'queued' || move.state === 'running';
}

/** `12,000 of 50,000 rows · 25,000 a second · 2 s left` */
export function moveText({ progress: { done, total, rate } }: Move): string {
  const parts = [t('manage.job.doneOf', { done, total: Math.max(done, total), unit: t('manage.unit.rows') })];
  if (rate > 0) {
    parts.push(t('manage.job.rate', { rate: formatNumber(rate, { maximumFractionDigits: 0 }) }));
    if (total > done) parts.push(t('manage.left', { time: formatDuration((total - done) / rate) }));
  }
  return parts.join(' · ');
}

/** The share that is copied; undefined while nothing was counted. */
export function moveShare({ progress: { done, total } }: Move): number | undefined {
  return total > 0 ? Math.min(1, done / total) : undefined;
}
