import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../text';
import { Button, Select, TextField, type Sort } from '../../../ui';
import { Page } from '../area/Area';
import type { Member } from '../bodies';
import { Pager } from '../parts/Pager';
import { usePages } from '../parts/pages';
import { Problem } from '../parts/Problem';
import { findMembers, memberFilters, type MemberFilter } from './find';
import { InviteDialog } from './InviteDialog';
import { memberColumns, MemberTable } from './MemberTable';
import { NewMemberDialog } from './NewMemberDialog';
import { TokensDialog } from './TokensDialog';
import { useMemberActions } from './useMemberActions';
import { useRoster } from './roster';
import './members.css';

const pageSize = 50;

type Open = { dialog: 'invite'; member?: Member } | { dialog: 'create' } | { dialog: 'tokens'; member: Member };

/** The team's people: who is there, who may do what, and how others come in. */
export function Members({ team, self }: { team: string; self?: string }) {
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<MemberFilter>('people');
  const [sort, setSort] = useState<Sort>();
  const [open, setOpen] = useState<Open>();
  const [onLastPage, setOnLastPage] = useState(false);
  const roster = useRoster(team, text.trim() !== '' || filter !== 'people' || sort !== undefined || onLastPage);
  const actions = useMemberActions(team, roster.put);

  // Half of a team in the order of names would be no order.
  const shownSort = sort ?? (roster.complete ? { column: 'name', descending: false } : undefined);
  const found = sorted(findMembers(roster.items, filter, text), shownSort);
  const pages = usePages(found, pageSize);
  const isLast = pages.page === pages.count - 1 && pages.count > 1;
  useEffect(() => setOnLastPage(isLast), [isLast]);
  // Most teams never had an import, or all of its people have come.
  const filters = memberFilters.filter((value) => value !== 'unclaimed' || filter === value || roster.items.some((member) => member.unclaimed));
  const close = () => setOpen(undefined);

  return (
    <Page
      title={t('manage.members.title')}
      lead={t('manage.members.lead')}
      actions={
        <>
          <Button variant="primary" icon="mail" onClick={() => setOpen({ dialog: 'invite' })}>
            {t('manage.members.invite')}
          </Button>
          <Button icon="user-plus" onClick={() => setOpen({ dialog: 'create' })}>
            {t('manage.members.create')}
          </Button>
        </>
      }
    >
      <search class="members-search">
        <TextField type="search" icon="search" label={t('manage.members.search')} value={text} onValue={setText} autoComplete="off" />
        <Select
          label={t('manage.members.show')}
          value={filter}
          onValue={setFilter}
          options={filters.map((value) => ({ value, label: t(`manage.members.filter.${value}`) }))}
        />
      </search>
      <Problem error={roster.error} onRetry={roster.retry} />
      <Problem error={actions.error} onDismiss={actions.clear} />
      <MemberTable
        members={pages.rows}
        self={self}
        busy={roster.loading}
        sort={shownSort}
        onSort={setSort}
        isSearch={text.trim() !== '' || filter !== 'people'}
        actions={{
          ...actions,
          invite: (member) => setOpen({ dialog: 'invite', member }),
          showTokens: (member) => setOpen({ dialog: 'tokens', member }),
        }}
      />
      <Pager label={t('manage.members.pages')} pages={pages} more={!roster.complete} />
      {open?.dialog === 'invite' && <InviteDialog team={team} member={open.member} onClose={close} />}
      {open?.dialog === 'create' && <NewMemberDialog team={team} onCreated={roster.put} onClose={close} />}
      {open?.dialog === 'tokens' && <TokensDialog team={team} member={open.member} onClose={close} />}
    </Page>
  );
}

function sorted(members: readonly Member[], sort: Sort | undefined): readonly Member[] {
  const compare = sort && memberColumns().find((column) => column.key === sort.column)?.sort;
  if (!sort || !compare) return members;
  return [...members].sort((a, b) => (sort.descending ? compare(b, a) : compare(a, b)));
}
