import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../api';
import { navigate, pathTo } from '../../router';
import { acceptInvitation, readInvitation, session, signOut } from '../../store';
import { t } from '../../text';
import { Banner, Button, Spinner, TextField } from '../../ui';
import { useAttempt, wordsFor } from './attempt';
import { Card, Problem, Submit } from './Card';

type Invitation = Awaited<ReturnType<typeof readInvitation>>;

/** The page behind an invitation's link. */
export function JoinPage({ code }: { code: string }) {
  const [invitation, setInvitation] = useState<Invitation>();
  const [error, setError] = useState<unknown>();
  const read = () => {
    setError(undefined);
    readInvitation(code).then(setInvitation, setError);
  };
  useEffect(read, [code]);
  if (invitation) return <Claim code={code} invitation={invitation} />;
  if (error instanceof ApiError && error.code === 'invalid_invitation') return <Invalid />;
  return (
    <Card title={t('signin.join.titleLoading')}>
      <Problem words={wordsFor(error)} />
      {error === undefined ? <Spinner label={t('signin.join.looking')} /> : <Button onClick={read}>{t('signin.retry')}</Button>}
    </Card>
  );
}

function Invalid() {
  return (
    <Card title={t('signin.join.invalid')}>
      <p>{t('signin.join.invalidText')}</p>
      <p><a href={pathTo.home}>{t('signin.toSignIn')}</a></p>
    </Card>
  );
}

function Claim({ code, invitation }: { code: string; invitation: Invitation }) {
  const { team, email } = invitation;
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState('');
  const attempt = useAttempt();
  const at = session.value;
  const submit = (event: Event) => {
    event.preventDefault();
    void attempt.run(async () => {
      if (session.peek().status === 'in') await signOut();
      await acceptInvitation(code, name.trim(), password);
      navigate(pathTo.home, true);
    });
  };
  const used = attempt.error instanceof ApiError && attempt.error.code === 'invalid_invitation';
  if (used) return <Invalid />;
  return (
    <Card title={t('signin.join.title', { team: team.name })}>
      <p class="soft">{t('signin.join.lead', { email })}</p>
      {at.status === 'in' && <Banner tone="warning" title={t('signin.join.otherTitle', { team: at.team.name })}>{t('signin.join.otherText')}</Banner>}
      <form class="stack" onSubmit={submit}>
        <TextField label={t('signin.join.name')} name="name" autoComplete="name" required maxLength={80} value={name} onValue={setName} />
        {/* In the form so that password managers know whose password it is. */}
        <TextField label={t('signin.email')} type="email" name="email" autoComplete="username" readOnly value={email} onValue={() => undefined} />
        <TextField
          label={t('signin.create.password')} hint={t('signin.create.passwordHint')} type="password" name="new-password" autoComplete="new-password"
          required minLength={8} maxLength={1024} value={password} onValue={setPassword}
        />
        <Problem words={wordsFor(attempt.error)} />
        <Submit attempt={attempt} label={t('signin.join.submit', { team: team.name })} />
      </form>
    </Card>
  );
}
