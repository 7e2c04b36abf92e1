import { useState } from 'preact/hooks';
import { enterAsOperator, session } from '../../store';
import { t } from '../../text';
import { TextField } from '../../ui';
import { useAttempt, wordsFor } from './attempt';
import { Card, Problem, Submit } from './Card';
import { created } from './creating';
import { SignInPage } from './SignInPage';
import { TeamForm } from './TeamForm';

/** The first page of a new server: the operator key, then the team and its first admin. */
export function CreateTeamPage() {
  const team = created.value;
  // The team was made, and signing in failed: from here on it is the usual way in.
  if (team) return <SignInPage notice={t('signin.create.madeSignIn')} domain={team.domain} email={team.email} />;
  const at = session.value;
  return at.status === 'out' && at.is_operator ? <TeamForm /> : <KeyForm />;
}

function KeyForm() {
  const [key, setKey] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event) => {
    event.preventDefault();
    void attempt.run(() => enterAsOperator(key.trim()));
  };
  return (
    <Card title={t('signin.create.title')} step={t('signin.create.step', { step: 1 })}>
      <p class="soft">{t('signin.create.lead')}</p>
      <form class="stack" onSubmit={submit}>
        <h2>{t('signin.create.keyTitle')}</h2>
        <TextField
          label={t('signin.create.key')} hint={t('signin.create.keyHint')} type="password" name="operator-key" autoComplete="off" required
          maxLength={1024} value={key} onValue={setKey}
        />
        <Problem words={wordsFor(attempt.error, { invalid_auth: t('signin.create.keyWrong'), not_authed: t('signin.create.keyWrong') })} />
        <Submit attempt={attempt} label={t('signin.create.next')} />
      </form>
    </Card>
  );
}
