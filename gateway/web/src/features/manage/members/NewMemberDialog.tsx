import { useState } from 'preact/hooks';
import { t } from '../../../text';
import { Button, Checkbox, Dialog, showToast, TextField } from '../../../ui';
import type { Member, NewMember } from '../bodies';
import { createMember } from '../calls';
import { useAction } from '../live/useAction';
import { fieldError, Problem } from '../parts/Problem';

interface NewMemberDialogProps {
  team: string;
  onCreated: (member: Member) => void;
  onClose: () => void;
}

/** Makes a member with a password that the admin hands over. */
export function NewMemberDialog({ team, onCreated, onClose }: NewMemberDialogProps) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [realName, setRealName] = useState('');
  const [password, setPassword] = useState('');
  const [isAdmin, setIsAdmin] = useState(false);
  const action = useAction();
  const { error } = action;

  async function create(): Promise<void> {
    const body: NewMember = {
      name: name.trim(),
      email: email.trim(),
      password,
      is_admin: isAdmin,
      ...(realName.trim() ? { real_name: realName.trim() } : {}),
    };
    const isDone = await action.run(async () => onCreated((await createMember(team, body)).user));
    if (!isDone) return;
    showToast({ text: t('manage.create.done', { name: body.real_name ?? body.name }), tone: 'success' });
    onClose();
  }

  return (
    <Dialog
      open
      title={t('manage.create.title')}
      onClose={onClose}
      persistent
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" type="submit" form="manage-create" busy={action.busy}>
            {t('manage.create.make')}
          </Button>
        </>
      }
    >
      <form
        id="manage-create"
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <p>{t('manage.create.lead')}</p>
        <Problem error={error?.errors ? undefined : error} />
        <TextField type="email" label={t('manage.members.email')} value={email} onValue={setEmail} required maxLength={254} autoComplete="off" error={fieldError(error, 'email')} />
        <TextField label={t('manage.create.name')} hint={t('manage.create.nameHint')} value={name} onValue={setName} required maxLength={80} autoComplete="off" error={fieldError(error, 'name')} />
        <TextField label={t('manage.create.realName')} value={realName} onValue={setRealName} maxLength={80} autoComplete="off" error={fieldError(error, 'real_name')} />
        <TextField
          type="password"
          label={t('manage.create.password')}
          hint={t('manage.create.passwordHint')}
          value={password}
          onValue={setPassword}
          required
          autoComplete="new-password"
          error={fieldError(error, 'password')}
        />
        <Checkbox label={t('manage.create.admin')} hint={t('manage.create.adminHint')} checked={isAdmin} onChecked={setIsAdmin} />
      </form>
    </Dialog>
  );
}
