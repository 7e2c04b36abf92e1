import { useState } from 'preact/hooks';
import { formatDate, t } from '../../../text';
import { Badge, Button, confirm, EmptyState, showToast, Table, type Column } from '../../../ui';
import { Page } from '../area/Area';
import type { Member } from '../bodies';
import { deactivate, reactivate } from '../calls';
import { useAction } from '../live/useAction';
import { byName, findMembers, shownName } from '../members/find';
import { useRoster } from '../members/roster';
import { TokensDialog } from '../members/TokensDialog';
import { Pager } from '../parts/Pager';
import { usePages } from '../parts/pages';
import { Problem } from '../parts/Problem';
import { NewBotDialog } from './NewBotDialog';

const pageSize = 25;

/** The team's bots, and the tokens with which programs speak as them. */
export function Bots({ team }: { team: string }) {
  const roster = useRoster(team, true);
  const [isCreating, setIsCreating] = useState(false);
  const [tokensOf, setTokensOf] = useState<Member>();
  const action = useAction();
  const bots = findMembers(roster.items, 'bots', '').toSorted(byName);
  const pages = usePages(bots, pageSize);

  async function switchOff(bot: Member): Promise<void> {
    const name = shownName(bot);
    const isSure = await confirm({
      title: t('manage.bots.deactivateTitle', { name }),
      text: t('manage.bots.deactivateText'),
      confirm: t('manage.members.deactivate'),
      danger: true,
    });
    if (isSure && (await action.run(async () => roster.put(await deactivate(team, bot.id)))))
      showToast({ text: t('manage.members.deactivatedNow', { name }), tone: 'success' });
  }

  const columns: readonly Column<Member>[] = [
    {
      key: 'name',
      header: t('manage.members.name'),
      rowHeader: true,
      cell: (bot) => (
        <>
          {shownName(bot)} <span class="soft small">@{bot.name}</span>
        </>
      ),
    },
    {
      key: 'state',
      header: t('manage.members.state'),
      cell: (bot) => <Badge tone={bot.deleted ? 'neutral' : 'success'}>{t(bot.deleted ? 'manage.members.deactivated' : 'manage.members.active')}</Badge>,
    },
    { key: 'created', header: t('manage.bots.created'), cell: (bot) => formatDate(bot.created * 1000) },
    {
      key: 'actions',
      header: t('manage.actions'),
      hideHeader: true,
      align: 'end',
      cell: (bot) => (
        <span class="row">
          {bot.deleted ? (
            <Button size="small" aria-label={t('manage.bots.reactivateOne', { name: shownName(bot) })} onClick={() => void action.run(async () => roster.put(await reactivate(team, bot.id)))}>
              {t('manage.members.reactivate')}
            </Button>
          ) : (
            <>
              <Button size="small" icon="key" aria-label={t('manage.tokens.of', { name: shownName(bot) })} onClick={() => setTokensOf(bot)}>
                {t('manage.members.tokens')}
              </Button>
              <Button size="small" aria-label={t('manage.bots.deactivateOne', { name: shownName(bot) })} onClick={() => void switchOff(bot)}>
                {t('manage.members.deactivate')}
              </Button>
            </>
          )}
        </span>
      ),
    },
  ];

  return (
    <Page
      title={t('manage.bots.title')}
      lead={t('manage.bots.lead')}
      actions={
        <Button variant="primary" icon="plus" onClick={() => setIsCreating(true)}>
          {t('manage.bots.create')}
        </Button>
      }
    >
      <Problem error={roster.error} onRetry={roster.retry} />
      <Problem error={action.error} onDismiss={action.clear} />
      <Table
        caption={t('manage.bots.title')}
        hideCaption
        columns={columns}
        rows={pages.rows}
        rowKey={(bot) => bot.id}
        busy={roster.loading}
        empty={
          <EmptyState icon="bot" title={t('manage.bots.none')}>
            {t('manage.bots.noneText')}
          </EmptyState>
        }
      />
      <Pager label={t('manage.bots.pages')} pages={pages} />
      {isCreating && <NewBotDialog team={team} onCreated={roster.put} onClose={() => setIsCreating(false)} />}
      {tokensOf && <TokensDialog team={team} member={tokensOf} onClose={() => setTokensOf(undefined)} />}
    </Page>
  );
}
