import { useState } from 'preact/hooks';
import { pathTo } from '../../../router';
import { t } from '../../../text';
import { Banner, EmptyState, Select, Spinner, Table, TextField } from '../../../ui';
import { jobKinds, jobStates, listJobs, Page, Pager, Problem, useLive, usePages, type JobKind, type JobState } from '../../manage';
import { jobColumns } from './jobColumns';
import { useJobActions } from './useJobActions';

const pollMs = 3000;
const most = 200;
const pageSize = 25;

/** Deferred work of all teams: what is under way, what came of it, and the dead letters. */
export function Jobs() {
  const [kind, setKind] = useState<JobKind | ''>('');
  const [state, setState] = useState<JobState | ''>('');
  const [team, setTeam] = useState('');
  // Half of an id is no team's.
  const wanted = /^T[0-9A-Z]{2,}$/.test(team.trim()) ? team.trim() : '';
  const live = useLive(`jobs ${kind} ${state} ${wanted}`, (signal) => listJobs({ kind, state, team: wanted, limit: most }, signal), pollMs);
  const pages = usePages(live.data?.jobs ?? [], pageSize);
  const actions = useJobActions(live.refresh);
  const isFiltered = kind !== '' || state !== '' || wanted !== '';

  return (
    <Page title={t('operate.section.jobs')} lead={t('operate.jobs.lead')}>
      <search class="operate-filters">
        <Select
          label={t('operate.jobs.kind')}
          value={kind}
          onValue={setKind}
          options={[{ value: '' as const, label: t('operate.jobs.allKinds') }, ...jobKinds.map((value) => ({ value, label: t(`manage.job.kind.${value}`) }))]}
        />
        <Select
          label={t('operate.state')}
          value={state}
          onValue={setState}
          options={[
            { value: '' as const, label: t('operate.jobs.allStates') },
            ...jobStates.map((value) => ({ value, label: value === 'failed' ? t('operate.jobs.deadLetters') : t(`manage.job.state.${value}`) })),
          ]}
        />
        <TextField label={t('operate.teamId')} placeholder="T0000001A" value={team} onValue={setTeam} autoComplete="off" autoCapitalize="characters" spellcheck={false} />
      </search>
      <Problem error={live.error} onRetry={live.refresh} />
      <Problem error={actions.error} onDismiss={actions.clear} />
      {!live.data && live.loading && <Spinner label={t('manage.loading')} />}
      {live.data && (
        <>
          {live.data.silent_shards.length > 0 && <Banner tone="warning">{t('operate.jobs.silent', { shards: live.data.silent_shards.join(', ') })}</Banner>}
          <Table
            caption={t('operate.section.jobs')}
            hideCaption
            columns={jobColumns(actions, (job) => pathTo.operate(`jobs/${job.id}`))}
            rows={pages.rows}
            rowKey={(job) => job.id}
            empty={<EmptyState icon="activity" title={t(state === 'failed' ? 'operate.jobs.noDeadLetters' : isFiltered ? 'operate.jobs.noneSuch' : 'operate.jobs.none')} />}
          />
          <Pager label={t('operate.jobs.pages')} pages={pages} />
          {live.data.jobs.length === most && <p class="soft small">{t('operate.jobs.newest', { count: most })}</p>}
        </>
      )}
    </Page>
  );
}
