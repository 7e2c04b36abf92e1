import { useState } from 'preact/hooks';
import { formatDateTime, t } from '../../../text';
import { Button, Dialog, TextField } from '../../../ui';
import type { Invitation, Member } from '../bodies';
import { invite } from '../calls';
import { useAction } from '../live/useAction';
import { fieldError, Problem } from '../parts/Problem';
import { Secret } from '../parts/Secret';
import { shownName } from './find';

interface InviteDialogProps {
  team: string;
  /** Whom an import brought: the link gives the account to its person. */
  member: Member | undefined;
  onClose: () => void;
}

/** Makes a link with which one person signs up. It is shown here and nowhere else: the server sends no mail. */
export function InviteDialog({ team, member, onClose }: InviteDialogProps) {
  const [email, setEmail] = useState(member?.email ?? '');
  const [name, setName] = useState(member ? shownName(member) : '');
  const [made, setMade] = useState<Invitation>();
  const action = useAction();
  const send = () => action.run(async () => setMade(await invite(team, email.trim(), name.trim() || undefined)));

  return (
    <Dialog
      open
      title={t('manage.invite.title')}
      onClose={onClose}
      persistent
      footer={
        made ? (
          <>
            <Button
              onClick={() => {
                setMade(undefined);
                setEmail('');
                setName('');
              }}
            >
              {t('manage.invite.another')}
            </Button>
            <Button variant="primary" onClick={onClose}>
              {t('manage.done')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button variant="primary" type="submit" form="manage-invite" busy={action.busy}>
              {t('manage.invite.make')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <div class="stack">
          <p>{t('manage.invite.made', { email: made.email })}</p>
          <Secret label={t('manage.invite.link')} value={made.url} hint={t('manage.invite.expires', { at: formatDateTime(made.expires * 1000) })} />
          {made.is_admin && <p>{t('manage.invite.asAdmin')}</p>}
          <p class="soft small">{t('manage.invite.once')}</p>
        </div>
      ) : (
        <form
          id="manage-invite"
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <p>{t(member ? 'manage.invite.leadUnclaimed' : 'manage.invite.lead')}</p>
          {member?.is_admin && <p>{t('manage.invite.asAdmin')}</p>}
          <Problem error={action.error?.errors ? undefined : action.error} />
          <TextField
            type="email"
            label={t('manage.members.email')}
            value={email}
            onValue={setEmail}
            required
            readOnly={member !== undefined}
            maxLength={254}
            autoComplete="off"
            error={fieldError(action.error, 'email')}
          />
          {!member && (
            <TextField label={t('manage.invite.name')} value={name} onValue={setName} maxLength={80} autoComplete="off" error={fieldError(action.error, 'name')} />
          )}
        </form>
      )}
    </Dialog>
  );
}
