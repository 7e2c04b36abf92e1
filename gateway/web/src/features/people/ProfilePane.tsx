import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { User, UserId } from '../../protocol';
import { nameOf, self, userOf } from '../../store';
import { t } from '../../text';
import { Button, copy, EmptyState, Menu, showToast, Spinner } from '../../ui';
import { openDialog, SidePane } from '../panes';
import { localTimeOf } from './localTime';
import { writeTo } from './opening';
import { PersonAvatar } from './PersonAvatar';
import { usePresence } from './presence';
import { StatusView } from './StatusView';
import './people.css';

const TICK_MS = 5_000;

/** Who somebody is, beside the messages. */
export function ProfilePane({ user: id, onClose }: { user: UserId; onClose: () => void }) {
  const user = userOf(id).value;
  return (
    <SidePane title={t('people.profile')} onClose={onClose}>
      {user ? <Profile user={user} /> : user === null ? <EmptyState icon="user-x" title={t('frame.error.user_not_found')} /> : <Spinner label={t('ui.loading')} />}
    </SidePane>
  );
}

function Profile({ user }: { user: User }) {
  const { profile } = user;
  const isSelf = user.id === self.value?.id;
  const time = localTimeOf(user, useNow());
  return (
    <div class="stack">
      <PersonAvatar user={user} size={96} />
      <div>
        <h3 class="people-name">{nameOf(user)}</h3>
        {profile.real_name !== '' && profile.real_name !== nameOf(user) && <p>{profile.real_name}</p>}
        <p class="soft">{[user.name, ...rolesOf(user)].join(' · ')}</p>
        {user.deleted ? <p class="soft">{t('people.deactivated')}</p> : !user.is_bot && <PresenceLine user={user.id} />}
      </div>
      <StatusView user={user} full />
      <div class="row">
        {isSelf ? (
          <>
            <Button icon="pencil" onClick={() => openDialog({ kind: 'profile' })}>{t('people.edit')}</Button>
            <Button icon="smile" onClick={() => openDialog({ kind: 'status' })}>{t('people.setStatus')}</Button>
          </>
        ) : (
          !user.deleted && <Button variant="primary" icon="message-square" onClick={() => void writeTo(user.id)}>{t('people.message')}</Button>
        )}
        <Menu label={t('people.memberId')} items={[{ label: t('people.copyId'), hint: user.id, icon: 'copy', onSelect: () => void copyId(user.id) }]} />
      </div>
      <dl class="people-facts">
        {profile.title && <Fact term={t('people.titleShown')}>{profile.title}</Fact>}
        {time && <Fact term={t('people.localTime')}>{time}</Fact>}
        {profile.email && <Fact term={t('people.email')}><a href={`mailto:${profile.email}`}>{profile.email}</a></Fact>}
        {profile.phone && <Fact term={t('people.phone')}><a href={`tel:${profile.phone.replace(/[^\d+]/g, '')}`}>{profile.phone}</a></Fact>}
      </dl>
    </div>
  );
}

function PresenceLine({ user }: { user: UserId }) {
  const presence = usePresence(user);
  return presence ? <p class={`people-presence people-${presence}`}>{t(`people.${presence}`)}</p> : null;
}

/** Now, to a few seconds: a clock that stands still is wrong. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt class="soft small">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function rolesOf(user: User): string[] {
  if (user.is_bot) return [t('people.bot')];
  if (user.is_owner) return [t('people.owner')];
  return user.is_admin ? [t('people.admin')] : [];
}

async function copyId(id: UserId): Promise<void> {
  if (await copy(id)) showToast({ text: t('people.copied'), tone: 'success' });
  else showToast({ text: t('messages.copyFailed'), tone: 'danger' });
}
