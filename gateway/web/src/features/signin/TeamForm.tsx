import { useState } from 'preact/hooks';
import { ApiError } from '../../api';
import { t } from '../../text';
import { TextField } from '../../ui';
import { useAttempt, wordsFor } from './attempt';
import { Card, Problem, Submit } from './Card';
import { createTeam, domainOf } from './creating';

/** The team, and who administers it first. */
export function TeamForm() {
  const [team, setTeam] = useState('');
  const [domain, setDomain] = useState<string>();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useAttempt();
  const shortName = domain ?? domainOf(team);
  const submit = (event: Event) => {
    event.preventDefault();
    void attempt.run(() => createTeam({ name: team.trim(), domain: shortName, admin: { name: name.trim(), email: email.trim(), password } }));
  };
  const faults = faultsOf(attempt.error);
  return (
    <Card title={t('signin.create.title')} step={t('signin.create.step', { step: 2 })}>
      <p class="soft">{t('signin.create.leadMore')}</p>
      <form class="stack" onSubmit={submit}>
        <h2>{t('signin.create.teamTitle')}</h2>
        <TextField label={t('signin.create.teamName')} name="team" autoComplete="organization" required maxLength={80} value={team} onValue={setTeam} error={faults['name']} />
        <TextField
          label={t('signin.create.domain')} hint={t('signin.create.domainHint')} name="domain" autoComplete="off" required maxLength={63}
          pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?" autoCapitalize="none" spellcheck={false} value={shortName}
          onValue={(value) => setDomain(value.toLowerCase())} error={faults['domain']}
        />
        <TextField
          label={t('signin.create.name')} hint={t('signin.create.nameHint')} name="name" autoComplete="name" required maxLength={80}
          value={name} onValue={setName} error={faults['admin.name']}
        />
        <TextField label={t('signin.email')} type="email" name="email" autoComplete="username" required maxLength={254} value={email} onValue={setEmail} error={faults['admin.email']} />
        <TextField
          label={t('signin.create.password')} hint={t('signin.create.passwordHint')} type="password" name="new-password" autoComplete="new-password"
          required minLength={8} maxLength={1024} value={password} onValue={setPassword} error={faults['admin.password']}
        />
        <Problem words={Object.keys(faults).length > 0 ? undefined : wordsFor(attempt.error)} />
        <Submit attempt={attempt} label={t('signin.create.submit')} />
      </form>
    </Card>
  );
}

/** By field, what is wrong with it. */
function faultsOf(error: unknown): Record<string, string | undefined> {
  if (!(error instanceof ApiError)) return {};
  if (error.code === 'domain_taken') return { domain: t('signin.create.domainTaken') };
  return Object.fromEntries(Object.entries(error.errors ?? {}).map(([field, advice]) => [field, advice.join(' ')]));
}
