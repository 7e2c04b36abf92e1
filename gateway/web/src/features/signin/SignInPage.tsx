import { useState } from 'preact/hooks';
import { navigate, pathTo, route } from '../../router';
import { session, signIn } from '../../store';
import { readSetting, t, writeSetting } from '../../text';
import { Banner, TextField } from '../../ui';
import { useAttempt, wordsFor } from './attempt';
import { Card, Problem, Submit } from './Card';

const DOMAIN = 'chat.domain';

/** Signing in. `notice`: why one is here, when it is not by one's own wish. */
export function SignInPage({ notice, domain: given, email: known }: { notice?: string; domain?: string; email?: string }) {
  const [domain, setDomain] = useState(given ?? readSetting(DOMAIN) ?? '');
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const attempt = useAttempt();
  const submit = (event: Event) => {
    event.preventDefault();
    void attempt.run(async () => {
      await signIn(domain.trim().toLowerCase(), email.trim(), password);
      writeSetting(DOMAIN, domain.trim().toLowerCase());
      if (route.peek().name === 'signin') navigate(pathTo.home, true);
    });
  };
  return (
    <Card title={t('signin.title')}>
      <p class="soft">{t('signin.lead')}</p>
      {(notice ?? ended()) && <Banner>{notice ?? ended()}</Banner>}
      <form class="stack" onSubmit={submit}>
        <TextField
          label={t('signin.domain')} hint={t('signin.domainHint')} name="domain" autoComplete="organization" required
          autoCapitalize="none" spellcheck={false} maxLength={63} value={domain} onValue={setDomain}
        />
        <TextField label={t('signin.email')} type="email" name="email" autoComplete="username" required maxLength={254} value={email} onValue={setEmail} />
        <TextField
          label={t('signin.password')} type="password" name="password" autoComplete="current-password" required maxLength={1024}
          value={password} onValue={setPassword}
        />
        <Problem words={wordsFor(attempt.error, { invalid_credentials: t('signin.credentials') })} />
        <Submit attempt={attempt} label={t('signin.submit')} />
      </form>
      <p class="signin-aside">
        {t('signin.newHere')} <a href={pathTo.operate()}>{t('signin.operator')}</a>
      </p>
    </Card>
  );
}

/** Why the session ended, when it was not by signing out. */
function ended(): string | undefined {
  const at = session.value;
  if (at.status !== 'out' || at.reason === undefined) return undefined;
  return t(at.reason === 'account_inactive' ? 'signin.endedInactive' : 'signin.endedRevoked');
}
