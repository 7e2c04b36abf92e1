import { formatDuration, formatTimeWithSeconds, t } from '../../../text';
import { Banner, Button, confirm, showToast, Spinner, Table, type Column } from '../../../ui';
import { Card, Facts, Problem, useAction, useLive } from '../../manage';
import type { Proposal, ProposedMove } from '../bodies';
import { listProposals, startMove } from '../calls';
import { bytes, rate } from '../figures';
import { TeamLink } from '../teams/TeamLink';

const pollMs = 5000;

/** Shards that have been above their marks for long, and which moves would help. */
export function Proposals() {
  const live = useLive('proposals', listProposals, pollMs);
  const list = live.data;
  return (
    <section class="stack" aria-labelledby="operate-proposals">
      <h2 id="operate-proposals">{t('operate.proposals')}</h2>
      <Problem error={live.error} onRetry={live.refresh} />
      {!list && live.loading && <Spinner label={t('manage.loading')} />}
      {list && (
        <>
          <p class="soft">
            {t(`operate.automatic.${list.automatic}`)} {list.looked !== undefined && t('operate.looked', { at: formatTimeWithSeconds(list.looked * 1000) })}
          </p>
          {list.incomplete && (
            <Banner tone="warning">
              <p>{t('operate.incomplete')}</p>
              <p lang="en">{list.incomplete}</p>
            </Banner>
          )}
          {list.proposals.length === 0 && <p>{t('operate.noProposals')}</p>}
          {list.proposals.map((proposal) => (
            <ProposalCard key={proposal.shard} proposal={proposal} onBegun={live.refresh} />
          ))}
        </>
      )}
    </section>
  );
}

function ProposalCard({ proposal, onBegun }: { proposal: Proposal; onBegun: () => void }) {
  const action = useAction();
  const { moves, shard } = proposal;

  async function begin(): Promise<void> {
    const isSure = await confirm({
      title: t('operate.proposal.beginTitle', { count: moves.length }),
      text: t('operate.proposal.beginText', { shard }),
      confirm: t('operate.proposal.begin'),
    });
    if (!isSure) return;
    const isDone = await action.run(async () => {
      for (const { team, to } of moves) await startMove(team, to);
    });
    if (isDone) showToast({ text: t('operate.proposal.begun', { count: moves.length }), tone: 'success' });
    onBegun();
  }

  const columns: readonly Column<ProposedMove>[] = [
    { key: 'team', header: t('operate.teamId'), rowHeader: true, cell: (move) => <TeamLink id={move.team} /> },
    { key: 'to', header: t('operate.to'), cell: (move) => move.to },
    { key: 'rate', header: t('operate.changesPerSecond'), align: 'end', cell: (move) => rate(move.changes_per_second) },
  ];
  return (
    <Card
      title={shard}
      actions={
        moves.length > 0 && (
          <Button size="small" busy={action.busy} onClick={() => void begin()}>
            {t('operate.proposal.begin')}
          </Button>
        )
      }
    >
      <Problem error={action.error} onDismiss={action.clear} />
      <Facts
        facts={[
          [t('operate.changesPerSecond'), t('operate.ofMark', { value: rate(proposal.changes_per_second), mark: rate(proposal.hot_changes_per_second) })],
          [
            t('operate.bytes'),
            proposal.hot_bytes === undefined ? bytes(proposal.estimated_bytes) : t('operate.ofMark', { value: bytes(proposal.estimated_bytes), mark: bytes(proposal.hot_bytes) }),
          ],
          [t('operate.hotFor'), formatDuration(proposal.hot_for_seconds)],
        ]}
      />
      {proposal.reason && <p lang="en">{proposal.reason}</p>}
      {moves.length > 0 && <Table caption={t('operate.proposal.moves')} columns={columns} rows={moves} rowKey={(move) => move.team} />}
    </Card>
  );
}
