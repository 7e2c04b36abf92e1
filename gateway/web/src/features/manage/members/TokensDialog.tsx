import { useState } from 'preact/hooks';
import { formatDateTime, t } from '../../../text';
import { Badge, Button, confirm, Dialog, Table, type Column } from '../../../ui';
import type { Member, TokenInfo } from '../bodies';
import { issueToken, listTokens, revokeTokens } from '../calls';
import { useAction } from '../live/useAction';
import { useLive } from '../live/useLive';
import { Problem } from '../parts/Problem';
import { Secret } from '../parts/Secret';
import { shownName } from './find';

/** The tokens of a member or bot: each opens its account, and a sign-in is one. A new one is shown this once. */
export function TokensDialog({ team, member, onClose }: { team: string; member: Member; onClose: () => void }) {
  const tokens = useLive(`tokens ${member.id}`, () => listTokens(team, member.id));
  const [issued, setIssued] = useState<string>();
  const action = useAction();
  const name = shownName(member);
  const valid = tokens.data?.filter((token) => !token.revoked) ?? [];

  async function revoke(key?: string): Promise<void> {
    const isSure = await confirm({
      title: t(key ? 'manage.tokens.revokeTitle' : 'manage.tokens.revokeAllTitle', { name }),
      text: t(member.is_bot ? 'manage.tokens.revokeBotText' : 'manage.tokens.revokeText'),
      confirm: t(key ? 'manage.tokens.revoke' : 'manage.tokens.revokeAll'),
      danger: true,
    });
    if (!isSure) return;
    await action.run(async () => void (await revokeTokens(team, member.id, key)));
    tokens.refresh();
  }

  async function issue(): Promise<void> {
    await action.run(async () => setIssued((await issueToken(team, member.id)).token));
    tokens.refresh();
  }

  const columns: readonly Column<TokenInfo>[] = [
    { key: 'key', header: t('manage.tokens.key'), rowHeader: true, cell: (token) => <code>{token.key}</code> },
    { key: 'created', header: t('manage.tokens.created'), cell: (token) => formatDateTime(token.created * 1000), sort: (a, b) => a.created - b.created },
    {
      key: 'state',
      header: t('manage.tokens.state'),
      cell: (token) => <Badge tone={token.revoked ? 'neutral' : 'success'}>{t(token.revoked ? 'manage.tokens.revoked' : 'manage.tokens.valid')}</Badge>,
    },
    {
      key: 'actions',
      header: t('manage.actions'),
      hideHeader: true,
      align: 'end',
      cell: (token) =>
        !token.revoked && (
          <Button size="small" aria-label={t('manage.tokens.revokeOne', { key: token.key })} onClick={() => void revoke(token.key)}>
            {t('manage.tokens.revoke')}
          </Button>
        ),
    },
  ];

  return (
    <Dialog
      open
      size="large"
      title={t('manage.tokens.of', { name })}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" disabled={valid.length === 0} onClick={() => void revoke()}>
            {t('manage.tokens.revokeAll')}
          </Button>
          {member.is_bot && (
            <Button icon="plus" busy={action.busy} onClick={() => void issue()}>
              {t('manage.tokens.issue')}
            </Button>
          )}
          <Button variant="primary" onClick={onClose}>
            {t('manage.done')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p class="soft">{t(member.is_bot ? 'manage.tokens.leadBot' : 'manage.tokens.lead')}</p>
        {issued && <Secret label={t('manage.tokens.new')} value={issued} hint={t('manage.tokens.once')} />}
        <Problem error={action.error} onDismiss={action.clear} />
        <Problem error={tokens.error} onRetry={tokens.refresh} />
        <Table
          caption={t('manage.tokens.of', { name })}
          hideCaption
          columns={columns}
          rows={tokens.data ?? []}
          rowKey={(token) => token.key}
          busy={tokens.loading && !tokens.data}
          empty={t('manage.tokens.none')}
        />
      </div>
    </Dialog>
  );
}
