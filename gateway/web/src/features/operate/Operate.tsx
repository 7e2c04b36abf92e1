import { leaveAsOperator, session } from '../../store';
import { pathTo, route } from '../../router';
import { t } from '../../text';
import { Button, type IconName } from '../../ui';
import { Area, Problem, Refusal, useAction } from '../manage';
import { DashboardLink } from './DashboardLink';
import { Jobs } from './jobs/Jobs';
import { OneJob } from './jobs/OneJob';
import { Moves } from './moves/Moves';
import { OperatorSignIn } from './OperatorSignIn';
import { Shards } from './shards/Shards';
import { ShardPage } from './shards/ShardPage';
import { TeamPages } from './teams/TeamPages';
import { Teams } from './teams/Teams';
import './operate.css';

const sections = [
  ['teams', 'users'],
  ['shards', 'database'],
  ['moves', 'truck'],
  ['jobs', 'activity'],
] as const satisfies readonly (readonly [string, IconName])[];

type SectionName = (typeof sections)[number][0];

/** The server's operation, for whoever has the operator key. */
export function Operate() {
  const who = session.value;
  const leaving = useAction();
  if ((who.status !== 'in' && who.status !== 'out') || route.value.name !== 'operate') return null;
  const [section = '', id, ...rest] = route.value.path.split('/');
  const known = sections.find(([name]) => name === (section || 'teams'))?.[0];
  const isSignedIn = who.status === 'in';

  return (
    <Area
      name={t('operate.title')}
      label={t('operate.sections')}
      back={isSignedIn ? { href: pathTo.home, label: t('manage.back') } : { href: pathTo.signin, label: t('operate.toSignIn') }}
      sections={
        who.is_operator
          ? sections.map(([name, icon]) => ({ href: pathTo.operate(name), label: t(`operate.section.${name}`), icon, current: name === known }))
          : []
      }
      end={
        who.is_operator && (
          <div class="row">
            <DashboardLink />
            <Button size="small" icon="log-out" busy={leaving.busy} onClick={() => void leaving.run(leaveAsOperator)}>
              {t('operate.leave')}
            </Button>
          </div>
        )
      }
    >
      <Problem error={leaving.error} onDismiss={leaving.clear} />
      {!who.is_operator ? (
        <OperatorSignIn />
      ) : !known ? (
        <Refusal title={t('manage.unknown')} text={t('manage.unknownText')} href={pathTo.operate('teams')} link={t('operate.section.teams')} />
      ) : (
        <OperatePage section={known} id={id} rest={rest} />
      )}
    </Area>
  );
}

function OperatePage({ section, id, rest }: { section: SectionName; id: string | undefined; rest: readonly string[] }) {
  switch (section) {
    case 'teams':
      return id ? <TeamPages key={id} team={id} section={rest[0]} detail={rest[1]} /> : <Teams />;
    case 'shards':
      return id ? <ShardPage key={id} name={id} /> : <Shards />;
    case 'moves':
      return <Moves />;
    case 'jobs':
      return id ? <OneJob key={id} id={id} /> : <Jobs />;
  }
}
