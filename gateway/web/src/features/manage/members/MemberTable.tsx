import { formatDate, t } from '../../../text';
import { Avatar, Badge, EmptyState, Menu, Table, type Column, type MenuItem, type Sort } from '../../../ui';
import type { Member } from '../bodies';
import { byName, shownName } from './find';

export interface MemberActions {
  invite(member: Member): void;
  showTokens(member: Member): void;
  setAdmin(member: Member, isAdmin: boolean): void;
  deactivate(member: Member): void;
  reactivate(member: Member): void;
}

interface MemberTableProps {
  members: readonly Member[];
  self: string | undefined;
  busy: boolean;
  sort: Sort | undefined;
  onSort: (sort: Sort) => void;
  isSearch: boolean;
  actions: MemberActions;
}

export function MemberTable({ members, self, busy, sort, onSort, isSearch, actions }: MemberTableProps) {
  const columns: readonly Column<Member>[] = [
    ...memberColumns(),
    {
      key: 'actions',
      header: t('manage.actions'),
      hideHeader: true,
      align: 'end',
      cell: (member) => <Menu label={t('manage.members.actionsFor', { name: shownName(member) })} placement="bottom-end" items={itemsFor(member, self, actions)} />,
    },
  ];
  const empty = <EmptyState icon="users" title={t(isSearch ? 'manage.members.noneFound' : 'manage.members.none')} />;
  return (
    <Table
      caption={t('manage.members.title')}
      hideCaption
      columns={columns}
      rows={members}
      rowKey={(member) => member.id}
      busy={busy}
      empty={empty}
      sort={sort}
      onSort={onSort}
    />
  );
}

/** What is known of a member, and how it is sorted. */
export function memberColumns(): readonly Column<Member>[] {
  return [
    {
      key: 'name',
      header: t('manage.members.name'),
      rowHeader: true,
      sort: byName,
      cell: (member) => (
        <span class="members-who">
          <Avatar id={member.id} name={shownName(member)} size={36} />
          <span class="members-names">
            <span>{shownName(member)}</span>
            <span class="soft small">@{member.name}</span>
          </span>
        </span>
      ),
    },
    {
      key: 'email',
      header: t('manage.members.email'),
      sort: (a, b) => (a.email ?? '').localeCompare(b.email ?? ''),
      cell: (member) => <span class="members-email">{member.email ?? '–'}</span>,
    },
    { key: 'role', header: t('manage.members.role'), sort: (a, b) => rank(a) - rank(b), cell: roleOf },
    { key: 'state', header: t('manage.members.state'), cell: (member) => <State member={member} /> },
    {
      key: 'created',
      header: t('manage.members.joined'),
      sort: (a, b) => a.created - b.created,
      cell: (member) => formatDate(member.created * 1000),
    },
  ];
}

function State({ member }: { member: Member }) {
  if (member.deleted) return <Badge>{t('manage.members.deactivated')}</Badge>;
  if (member.unclaimed) return <Badge tone="warning">{t('manage.members.unclaimed')}</Badge>;
  return <Badge tone="success">{t('manage.members.active')}</Badge>;
}

function roleOf(member: Member): string {
  if (member.is_bot) return t('manage.members.bot');
  if (member.is_owner) return t('manage.members.owner');
  return t(member.is_admin ? 'manage.members.admin' : 'manage.members.member');
}

function rank(member: Member): number {
  if (member.is_bot) return 3;
  return member.is_owner ? 0 : member.is_admin ? 1 : 2;
}

function itemsFor(member: Member, self: string | undefined, actions: MemberActions): (MenuItem | null)[] {
  if (member.deleted)
    return [{ label: t('manage.members.reactivate'), icon: 'undo', onSelect: () => actions.reactivate(member) }];
  const isSelf = member.id === self;
  const items: (MenuItem | null)[] = [];
  if (member.unclaimed && member.email)
    items.push({ label: t('manage.members.inviteThis'), icon: 'mail', onSelect: () => actions.invite(member) });
  if (!member.is_bot)
    items.push({
      label: t(member.is_admin ? 'manage.members.unmakeAdmin' : 'manage.members.makeAdmin'),
      icon: member.is_admin ? 'user' : 'shield',
      onSelect: () => actions.setAdmin(member, !member.is_admin),
    });
  items.push({ label: t('manage.members.tokens'), icon: 'key', onSelect: () => actions.showTokens(member) }, null, {
    label: t('manage.members.deactivate'),
    icon: 'user-x',
    danger: true,
    disabled: isSelf,
    hint: isSelf ? t('manage.members.notYourself') : undefined,
    onSelect: () => actions.deactivate(member),
  });
  return items;
}
