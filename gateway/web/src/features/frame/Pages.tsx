import { useState } from 'preact/hooks';
import { route } from '../../router';
import { session, startSession } from '../../store';
import { t } from '../../text';
import { Button, Spinner } from '../../ui';
import { codeWords } from '../errors';
import { lazily } from '../lazily';
import { created, CreateTeamPage, JoinPage, NextSteps, SignInPage } from '../signin';
import { Client } from './Client';
import { Notice } from './Notice';
import './frame.css';

const Manage = lazily(() => import('../manage').then((m) => m.default));
const Operate = lazily(() => import('../operate').then((m) => m.default));

/** Which page an address and a session make. */
export function Pages() {
  const at = route.value;
  const who = session.value;
  if (who.status === 'unknown') return <main class="frame-whole" id="main"><Spinner label={t('frame.loading')} size={32} /></main>;
  if (who.status === 'unreachable') return <Unreachable code={who.code} />;
  if (at.name === 'join') return <JoinPage code={at.code} />;
  if (at.name === 'operate') return <Operate />;
  if (who.status === 'out') return who.first_run ? <CreateTeamPage /> : <SignInPage />;
  if (at.name === 'manage') {
    return who.is_admin ? <Manage /> : <Notice icon="shield" title={t('frame.notAdminTitle')} home>{t('frame.notAdminText')}</Notice>;
  }
  if (created.value && (at.name === 'home' || at.name === 'client' || at.name === 'signin')) return <NextSteps />;
  return at.name === 'unknown' ? <Notice icon="compass" title={t('frame.unknownTitle')} home>{t('frame.unknownText')}</Notice> : <Client />;
}

/** The server does not say who is there. */
function Unreachable({ code }: { code: string }) {
  const [busy, setBusy] = useState(false);
  const again = () => {
    setBusy(true);
    void startSession().finally(() => setBusy(false));
  };
  return (
    <Notice icon="wifi-off" title={t('signin.unreachable')} action={<Button variant="primary" busy={busy} onClick={again}>{t('signin.retry')}</Button>}>
      {codeWords(code) ?? t('frame.error.other', { code })}
    </Notice>
  );
}
