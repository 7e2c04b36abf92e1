import { pathTo, route } from '../../router';
import { session } from '../../store';
import { t } from '../../text';
import { EmptyState, type IconName } from '../../ui';
import { Area, Page } from './area/Area';
import { Bots } from './bots/Bots';
import { Exports } from './exports/Exports';
import { Imports } from './imports/Imports';
import { Members } from './members/Members';
import { Previews } from './previews/Previews';
import { Retention } from './retention/Retention';

const sections = [
  ['members', 'users'],
  ['tokens', 'bot'],
  ['import', 'upload'],
  ['export', 'download'],
  ['previews', 'link'],
  ['retention', 'history'],
] as const satisfies readonly (readonly [string, IconName])[];

/** A team's administration. It is shown to the team's admins alone. */
export function Manage() {
  const who = session.value;
  if (who.status !== 'in' || route.value.name !== 'manage') return null;
  const [section = '', detail] = route.value.path.split('/');
  const known = sections.find(([name]) => name === (section || 'members'))?.[0];

  return (
    <Area
      name={who.team.name}
      label={t('manage.sections')}
      back={{ href: pathTo.home, label: t('manage.back') }}
      sections={sections.map(([name, icon]) => ({ href: pathTo.manage(name), label: t(`manage.section.${name}`), icon, current: name === known }))}
    >
      {known ? (
        <ManagePage section={known} detail={detail} team={who.team.id} self={who.self} isOperator={who.is_operator} />
      ) : (
        <Refusal title={t('manage.unknown')} text={t('manage.unknownText')} href={pathTo.manage('members')} link={t('manage.section.members')} />
      )}
    </Area>
  );
}

interface ManagePageProps {
  section: (typeof sections)[number][0];
  detail: string | undefined;
  team: string;
  self: string;
  isOperator: boolean;
}

function ManagePage({ section, detail, team, self, isOperator }: ManagePageProps) {
  switch (section) {
    case 'members':
      return <Members team={team} self={self} />;
    case 'tokens':
      return <Bots team={team} />;
    case 'import':
      return <Imports team={team} job={detail} path={(job) => pathTo.manage(job ? `import/${job}` : 'import')} />;
    case 'export':
      return <Exports team={team} isOperator={isOperator} />;
    case 'previews':
      return <Previews team={team} />;
    case 'retention':
      return <Retention team={team} />;
  }
}

/** Why a page is not shown, and where to go. */
export function Refusal({ title, text, href, link }: { title: string; text: string; href: string; link: string }) {
  return (
    <Page title={title}>
      <EmptyState icon="info" title={text} action={<a href={href}>{link}</a>} />
    </Page>
  );
}
