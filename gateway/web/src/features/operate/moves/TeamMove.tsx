import { useEffect } from 'preact/hooks';
import { formatDateTime, t } from '../../../text';
import { Banner, Button, ProgressBar } from '../../../ui';
import { Card, Facts, Problem, useLive } from '../../manage';
import type { Team } from '../bodies';
import { findMove } from '../calls';
import { MoveStateBadge } from './MoveStateBadge';
import { isUnderWay, mayCancel, moveShare, moveText } from './phases';
import { StartMove } from './StartMove';
import { useCancelMove } from './useCancelMove';

const pollMs = 2000;

/** A team's last move as it goes, or a new one. */
export function TeamMove({ team, shard, onMoved }: { team: Team; shard: string; onMoved: () => void }) {
  const live = useLive(`move of ${team.id}`, (signal) => findMove(team.id, signal), pollMs);
  const { cancel, busy, error, clear } = useCancelMove(live.refresh);
  const move = live.data;
  const isOnWay = move ? isUnderWay(move) : false;
  useEffect(onMoved, [move?.state]);

  return (
    <>
      <Problem error={live.error} onRetry={live.refresh} />
      {move && (
        <Card
          title={t('operate.move.fromTo', { from: move.from, to: move.to })}
          actions={
            <>
              <MoveStateBadge move={move} />
              {mayCancel(move) && (
                <Button size="small" busy={busy} onClick={() => void cancel(team.id)}>
                  {t('operate.move.cancel')}
                </Button>
              )}
            </>
          }
        >
          <Problem error={error} onDismiss={clear} />
          {isOnWay && <ProgressBar label={t('operate.move.of', { team: team.name })} hideLabel value={moveShare(move)} detail={moveText(move)} />}
          <p class="soft small">{t(`operate.movePhase.${move.state}`)}</p>
          {move.error && (
            <Banner tone={move.state === 'failed' ? 'danger' : 'warning'}>
              <p lang="en">{move.error}</p>
            </Banner>
          )}
          <Facts
            facts={[
              [t('operate.move.started'), formatDateTime(move.started * 1000)],
              [t('manage.job.endedAt'), move.ended && formatDateTime(move.ended * 1000)],
              [t('operate.move.held'), move.held_ms !== undefined && t('operate.milliseconds', { count: move.held_ms })],
            ]}
          />
        </Card>
      )}
      {!isOnWay && live.data !== undefined && <StartMove key={shard} team={team.id} from={shard} onBegun={live.refresh} />}
    </>
  );
}
