import { pathTo } from '../../router';
import { session } from '../../store';
import { t } from '../../text';
import { Icon, type IconName } from '../../ui';
import { Card } from './Card';
import { created } from './creating';

/** What the first admin of a new team may do next. */
export function NextSteps() {
  const at = session.value;
  const team = at.status === 'in' ? at.team.name : '';
  return (
    <Card title={t('signin.next.title', { team })}>
      <p class="soft">{t('signin.next.lead')}</p>
      <ul class="signin-steps">
        <Step to={pathTo.manage('members')} icon="user-plus" title={t('signin.next.invite')} text={t('signin.next.inviteText')} />
        <Step to={pathTo.manage('import')} icon="upload" title={t('signin.next.import')} text={t('signin.next.importText')} />
        <Step to={pathTo.manage('tokens')} icon="bot" title={t('signin.next.bot')} text={t('signin.next.botText')} />
        <Step to={pathTo.home} icon="arrow-right" title={t('signin.next.open', { team })} text={t('signin.next.openText')} onClick={() => (created.value = null)} />
      </ul>
    </Card>
  );
}

function Step({ to, icon, title, text, onClick }: { to: string; icon: IconName; title: string; text: string; onClick?: () => void }) {
  return (
    <li>
      <a class="signin-next" href={to} onClick={onClick}>
        <Icon name={icon} size={24} />
        <span>
          <strong>{title}</strong>
          <span class="soft">{text}</span>
        </span>
      </a>
    </li>
  );
}
