import { useEffect, useState } from 'preact/hooks';
import { pathTo } from '../../../router';
import { compareNames, formatDate, t } from '../../../text';
import { Button, EmptyState, Table, TextField, type Column } from '../../../ui';
import { Page, Pager, Problem, useList, usePages } from '../../manage';
import type { Team } from '../bodies';
import { listTeams } from '../calls';
import { NewTeamDialog } from './NewTeamDialog';

const pageSize = 50;

/** All teams of the server. */
export function Teams() {
  const [text, setText] = useState('');
  const [isCreating, setIsCreating] = useState(false);
  const [isAtEnd, setIsAtEnd] = useState(false);
  const teams = useList<Team>(
    'teams',
    async (cursor, limit, signal) => {
      const page = await listTeams(cursor, limit, signal);
      return { items: page.teams, next: page.next_cursor };
    },
    text.trim() !== '' || isAtEnd,
  );
  const wanted = text.trim().toLowerCase();
  const found = teams.items.filter((team) => `${team.name} ${team.domain} ${team.id}`.toLowerCase().includes(wanted));
  const pages = usePages(found, pageSize);
  const isLast = pages.page === pages.count - 1 && pages.count > 1;
  useEffect(() => setIsAtEnd(isLast), [isLast]);

  const columns: readonly Column<Team>[] = [
    {
      key: 'name',
      header: t('operate.team.name'),
      rowHeader: true,
      cell: (team) => <a href={pathTo.operate(`teams/${team.id}`)}>{team.name}</a>,
      sort: (a, b) => compareNames(a.name, b.name),
    },
    { key: 'domain', header: t('operate.team.domain'), cell: (team) => team.domain, sort: (a, b) => compareNames(a.domain, b.domain) },
    { key: 'id', header: t('operate.team.id'), cell: (team) => <code>{team.id}</code> },
    {
      key: 'shard',
      header: t('operate.shard'),
      cell: (team) => <a href={pathTo.operate(`shards/${encodeURIComponent(team.shard)}`)}>{team.shard}</a>,
      sort: (a, b) => compareNames(a.shard, b.shard),
    },
    { key: 'created', header: t('operate.team.created'), cell: (team) => formatDate(team.created * 1000), sort: (a, b) => a.created - b.created },
  ];

  return (
    <Page
      title={t('operate.section.teams')}
      lead={t('operate.team.lead')}
      actions={
        <Button variant="primary" icon="plus" onClick={() => setIsCreating(true)}>
          {t('operate.team.create')}
        </Button>
      }
    >
      <search>
        <TextField type="search" icon="search" label={t('operate.team.search')} value={text} onValue={setText} autoComplete="off" />
      </search>
      <Problem error={teams.error} onRetry={teams.retry} />
      <Table
        caption={t('operate.section.teams')}
        hideCaption
        columns={columns}
        rows={pages.rows}
        rowKey={(team) => team.id}
        busy={teams.loading}
        empty={<EmptyState icon="users" title={t(wanted ? 'operate.team.noneFound' : 'operate.team.none')}>{!wanted && t('operate.team.noneText')}</EmptyState>}
      />
      <Pager label={t('operate.team.pages')} pages={pages} more={!teams.complete} />
      {isCreating && <NewTeamDialog onCreated={teams.put} onClose={() => setIsCreating(false)} />}
    </Page>
  );
}
