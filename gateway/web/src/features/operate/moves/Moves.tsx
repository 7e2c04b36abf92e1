import { formatDateTime, formatDuration, t } from '../../../text';
import { Button, EmptyState, ProgressBar, Spinner, Table, type Column } from '../../../ui';
import { Page, Pager, Problem, useLive, usePages } from '../../manage';
import type { Move } from '../bodies';
import { listMoves } from '../calls';
import { TeamLink } from '../teams/TeamLink';
import { MoveStateBadge } from './MoveStateBadge';
import { isUnderWay, mayCancel, moveShare, moveText } from './phases';
import { StartMove } from './StartMove';
import { useCancelMove } from './useCancelMove';

const pollMs = 2000;
const pageSize = 25;

/** Teams on their way to other shards, and those that arrived last. */
export function Moves() {
  const live = useLive('moves', listMoves, pollMs);
  const moves = live.data ?? [];
  const pages = usePages(moves, pageSize);
  const { cancel, busy, error, clear } = useCancelMove(live.refresh);

  const columns: readonly Column<Move>[] = [
    { key: 'team', header: t('operate.teamId'), rowHeader: true, cell: (move) => <TeamLink id={move.team} /> },
    { key: 'way', header: t('operate.move.way'), cell: (move) => t('operate.move.fromTo', { from: move.from, to: move.to }) },
    {
      key: 'state',
      header: t('operate.state'),
      cell: (move) => (
        <>
          <MoveStateBadge move={move} />
          {move.error && (
            <div class="small" lang="en">
              {move.error}
            </div>
          )}
        </>
      ),
    },
    {
      key: 'progress',
      header: t('operate.move.progress'),
      cell: (move) =>
        isUnderWay(move) ? <ProgressBar label={t('operate.move.of', { team: move.team })} hideLabel value={moveShare(move)} detail={moveText(move)} /> : moveText(move),
    },
    { key: 'held', header: t('operate.move.held'), align: 'end', cell: (move) => (move.held_ms === undefined ? '–' : t('operate.milliseconds', { count: move.held_ms })) },
    { key: 'started', header: t('operate.move.started'), cell: (move) => formatDateTime(move.started * 1000) },
    { key: 'took', header: t('manage.job.took'), cell: (move) => (move.ended ? formatDuration(move.ended - move.started) : '–') },
    {
      key: 'actions',
      header: t('manage.actions'),
      hideHeader: true,
      align: 'end',
      cell: (move) =>
        mayCancel(move) && (
          <Button size="small" busy={busy} aria-label={t('operate.move.cancelOf', { team: move.team })} onClick={() => void cancel(move.team)}>
            {t('operate.move.cancel')}
          </Button>
        ),
    },
  ];

  return (
    <Page title={t('operate.section.moves')} lead={t('operate.move.lead')}>
      <StartMove onBegun={live.refresh} />
      <Problem error={live.error} onRetry={live.refresh} />
      <Problem error={error} onDismiss={clear} />
      {!live.data && live.loading && <Spinner label={t('manage.loading')} />}
      {live.data && (
        <>
          <Table
            caption={t('operate.section.moves')}
            hideCaption
            columns={columns}
            rows={pages.rows}
            rowKey={(move) => move.id}
            empty={
              <EmptyState icon="truck" title={t('operate.move.none')}>
                {t('operate.move.noneText')}
              </EmptyState>
            }
          />
          <Pager label={t('operate.move.pages')} pages={pages} />
        </>
      )}
    </Page>
  );
}
