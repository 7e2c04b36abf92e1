import { pathTo } from '../../../router';
import { t } from '../../../text';
import { Spinner } from '../../../ui';
import { Bots, Exports, Imports, Members, Previews, Problem, Refusal, useLive } from '../../manage';
import type { Team } from '../bodies';
import { getTeam } from '../calls';
import { TeamOverview } from './TeamOverview';

const sections = ['overview', 'members', 'tokens', 'import', 'export', 'previews'] as const;

interface TeamPagesProps {
  team: string;
  section: string | undefined;
  detail: string | undefined;
}

/** One team: where it lives, and what its own admins see. */
export function TeamPages({ team: id, section, detail }: TeamPagesProps) {
  const found = useLive(`team ${id}`, (signal) => getTeam(id, signal));
  const team = found.data;
  const known = sections.find((name) => name === (section || 'overview'));
  const path = (name: string) => pathTo.operate(name === 'overview' ? `teams/${id}` : `teams/${id}/${name}`);
  if (!team) return found.error ? <Problem error={found.error} onRetry={found.refresh} /> : <Spinner label={t('manage.loading')} />;
  return (
    <>
      <nav class="operate-sub" aria-label={team.name}>
        <span class="operate-sub-name">{team.name}</span>
        {sections.map((name) => (
          <a key={name} href={path(name)} aria-current={name === known ? 'page' : undefined}>
            {name === 'overview' ? t('operate.team.overview') : t(`manage.section.${name}`)}
          </a>
        ))}
      </nav>
      {known ? (
        <TeamPage section={known} detail={detail} team={team} path={path} />
      ) : (
        <Refusal title={t('manage.unknown')} text={t('manage.unknownText')} href={path('overview')} link={team.name} />
      )}
    </>
  );
}

interface TeamPageProps {
  section: (typeof sections)[number];
  detail: string | undefined;
  team: Team;
  path: (section: string) => string;
}

function TeamPage({ section, detail, team, path }: TeamPageProps) {
  switch (section) {
    case 'overview':
      return <TeamOverview team={team} />;
    case 'members':
      return <Members team={team.id} />;
    case 'tokens':
      return <Bots team={team.id} />;
    case 'import':
      return <Imports team={team.id} job={detail} path={(job) => path(job ? `import/${job}` : 'import')} />;
    case 'export':
      return <Exports team={team.id} isOperator />;
    case 'previews':
      return <Previews team={team.id} />;
  }
}
