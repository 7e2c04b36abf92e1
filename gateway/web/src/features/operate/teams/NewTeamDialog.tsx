import { useState } from 'preact/hooks';
import { pathTo } from '../../../router';
import { t } from '../../../text';
import { Button, Dialog, TextField } from '../../../ui';
import { fieldError, Problem, Secret, useAction } from '../../manage';
import type { CreatedTeam, Team } from '../bodies';
import { createTeam } from '../calls';

const nothing = { name: '', domain: '', admin: '', email: '', password: '' };

/** Makes a team with its first admin, and says how that one comes in. */
export function NewTeamDialog({ onCreated, onClose }: { onCreated: (team: Team) => void; onClose: () => void }) {
  const [values, setValues] = useState(nothing);
  const [made, setMade] = useState<CreatedTeam>();
  const action = useAction();
  const { error } = action;
  const put = (name: keyof typeof nothing) => (value: string) => setValues((old) => ({ ...old, [name]: value }));

  async function create(): Promise<void> {
    await action.run(async () => {
      const created = await createTeam({
        name: values.name.trim(),
        domain: values.domain.trim(),
        admin: { name: values.admin.trim(), email: values.email.trim(), password: values.password },
      });
      onCreated(created.team);
      setMade(created);
    });
  }

  if (made)
    return (
      <Dialog
        open
        persistent
        title={t('operate.team.madeTitle', { name: made.team.name })}
        onClose={onClose}
        footer={
          <Button variant="primary" onClick={onClose}>
            {t('manage.done')}
          </Button>
        }
      >
        <div class="stack">
          <p>{t('operate.team.made', { url: made.url, domain: made.team.domain, email: values.email.trim() })}</p>
          <Secret label={t('operate.team.token')} value={made.token} hint={t('operate.team.tokenHint')} />
          <a href={pathTo.operate(`teams/${made.team.id}`)}>{t('operate.team.open', { name: made.team.name })}</a>
        </div>
      </Dialog>
    );

  return (
    <Dialog
      open
      persistent
      title={t('operate.team.create')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" type="submit" form="operate-team" busy={action.busy}>
            {t('operate.team.make')}
          </Button>
        </>
      }
    >
      <form
        id="operate-team"
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Problem error={error?.errors ? undefined : error} />
        <TextField label={t('operate.team.name')} value={values.name} onValue={put('name')} required maxLength={80} autoComplete="off" error={fieldError(error, 'name')} />
        <TextField
          label={t('operate.team.domain')}
          hint={t('operate.team.domainHint')}
          value={values.domain}
          onValue={put('domain')}
          required
          maxLength={63}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          error={fieldError(error, 'domain')}
        />
        <fieldset class="stack">
          <legend class="operate-legend">{t('operate.team.admin')}</legend>
          <TextField label={t('operate.team.adminName')} value={values.admin} onValue={put('admin')} required maxLength={80} autoComplete="off" error={fieldError(error, 'admin.name')} />
          <TextField type="email" label={t('manage.members.email')} value={values.email} onValue={put('email')} required maxLength={254} autoComplete="off" error={fieldError(error, 'admin.email')} />
          <TextField
            type="password"
            label={t('manage.create.password')}
            hint={t('manage.create.passwordHint')}
            value={values.password}
            onValue={put('password')}
            required
            autoComplete="new-password"
            error={fieldError(error, 'admin.password')}
          />
        </fieldset>
      </form>
    </Dialog>
  );
}
