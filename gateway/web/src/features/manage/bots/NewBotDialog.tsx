import { useState } from 'preact/hooks';
import { t } from '../../../text';
import { Button, Dialog, TextField } from '../../../ui';
import type { IssuedToken, Member } from '../bodies';
import { createMember } from '../calls';
import { useAction } from '../live/useAction';
import { shownName } from '../members/find';
import { fieldError, Problem } from '../parts/Problem';
import { Secret } from '../parts/Secret';

interface NewBotDialogProps {
  team: string;
  onCreated: (bot: Member) => void;
  onClose: () => void;
}

/** Makes a bot and shows its first token, this once. */
export function NewBotDialog({ team, onCreated, onClose }: NewBotDialogProps) {
  const [name, setName] = useState('');
  const [realName, setRealName] = useState('');
  const [made, setMade] = useState<IssuedToken>();
  const action = useAction();

  async function create(): Promise<void> {
    await action.run(async () => {
      const issued = await createMember(team, { name: name.trim(), is_bot: true, ...(realName.trim() ? { real_name: realName.trim() } : {}) });
      onCreated(issued.user);
      setMade(issued);
    });
  }

  return (
    <Dialog
      open
      persistent
      title={made ? t('manage.bots.madeTitle', { name: shownName(made.user) }) : t('manage.bots.create')}
      onClose={onClose}
      footer={
        made ? (
          <Button variant="primary" onClick={onClose}>
            {t('manage.done')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button variant="primary" type="submit" form="manage-bot" busy={action.busy}>
              {t('manage.bots.make')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <div class="stack">
          <Secret label={t('manage.tokens.new')} value={made.token} hint={t('manage.tokens.once')} />
          <p class="soft small">{t('manage.bots.use', { url: `${location.origin}/api/` })}</p>
        </div>
      ) : (
        <form
          id="manage-bot"
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void create();
          }}
        >
          <Problem error={action.error?.errors ? undefined : action.error} />
          <TextField label={t('manage.bots.name')} hint={t('manage.create.nameHint')} value={name} onValue={setName} required maxLength={80} autoComplete="off" error={fieldError(action.error, 'name')} />
          <TextField label={t('manage.bots.realName')} value={realName} onValue={setRealName} maxLength={80} autoComplete="off" error={fieldError(action.error, 'real_name')} />
        </form>
      )}
    </Dialog>
  );
}
