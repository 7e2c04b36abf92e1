import { pathTo, navigate } from '../../router';
import { manualAway, nameOf, self, session, setPresence, signOut } from '../../store';
import { formatTime, t } from '../../text';
import { announce, Menu, showToast, type MenuItem } from '../../ui';
import { errorWords } from '../errors';
import { beginHour, disturbedAgain, endPause } from '../notifications';
import { openDialog } from '../panes';
import { openProfile } from './opening';
import { PersonAvatar } from './PersonAvatar';
import { statusOf } from './status';

/** The menu behind one's own picture. */
export function OwnMenu() {
  const me = self.value;
  if (!me) return null;
  return (
    <Menu label={t('frame.ownMenu', { name: nameOf(me) })} items={items} placement="bottom-end" class="people-own">
      <PersonAvatar user={me} size={36} presence />
      {disturbedAgain.value !== undefined && <span class="people-quiet" aria-hidden="true" />}
    </Menu>
  );
}

function items(): (MenuItem | null)[] {
  const me = self.value;
  const at = session.value;
  const status = me && statusOf(me.profile, Date.now());
  const away = manualAway.value;
  return [
    { label: t(status ? 'people.editStatus' : 'people.setStatus'), icon: 'smile', onSelect: () => openDialog({ kind: 'status' }), ...(status?.text ? { hint: status.text } : {}) },
    { label: t(away ? 'people.setActive' : 'people.setAway'), icon: away ? 'sun' : 'moon', onSelect: () => void choosePresence(!away) },
    null,
    ...pausing(),
    null,
    { label: t('people.profile'), icon: 'user', onSelect: () => me && openProfile(me.id) },
    { label: t('people.edit'), icon: 'pencil', onSelect: () => openDialog({ kind: 'profile' }) },
    { label: t('preferences.title'), icon: 'settings', onSelect: () => openDialog({ kind: 'preferences' }) },
    { label: t('preferences.shortcutsTitle'), icon: 'keyboard', onSelect: () => openDialog({ kind: 'shortcuts' }) },
    ...(at.status === 'in' && at.is_operator ? [{ label: t('frame.operate'), icon: 'server' as const, onSelect: () => navigate(pathTo.operate()) }] : []),
    null,
    { label: t('signin.signOut'), icon: 'log-out', onSelect: () => void leave() },
  ];
}

function pausing(): MenuItem[] {
  const until = disturbedAgain.value;
  if (until !== undefined) return [{ label: t('notifications.dndEnd'), hint: t('notifications.dndUntil', { time: formatTime(until) }), icon: 'bell', onSelect: endPause }];
  return [
    { label: t('notifications.dndPauseHour'), icon: 'bell-off', onSelect: beginHour },
    { label: t('notifications.dndPauseOther'), icon: 'clock', onSelect: () => openDialog({ kind: 'preferences' }) },
  ];
}

async function choosePresence(away: boolean): Promise<void> {
  await told(async () => {
    await setPresence(away ? 'away' : 'auto');
    announce(t(away ? 'people.youAreAway' : 'people.youAreActive'));
  });
}

function leave(): Promise<void> {
  return told(async () => {
    await signOut();
    navigate(pathTo.home);
  });
}

async function told(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    showToast({ text: errorWords(error), tone: 'danger' });
  }
}
