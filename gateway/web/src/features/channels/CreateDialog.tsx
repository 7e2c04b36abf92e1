import { useState } from 'preact/hooks';
import { navigate, pathTo } from '../../router';
import { createChannel, setPurpose } from '../../store';
import { t } from '../../text';
import { Button, Dialog, RadioGroup, TextArea, TextField } from '../../ui';
import { errorWords } from '../errors';
import { openDialog } from '../panes';
import { MAX_NAME, nameTyped } from './naming';

const MAX_PURPOSE = 250;

/** A new channel, public or private. */
export function CreateDialog({ name: given = '', onClose }: { name?: string | undefined; onClose: () => void }) {
  const [name, setName] = useState(nameTyped(given));
  const [purpose, setPurposeText] = useState('');
  const [visibility, setVisibility] = useState<'public' | 'private'>('public');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const create = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const { id } = await createChannel(name, visibility === 'private');
      // The channel is there whether or not its purpose could be set; it can be set again in its details.
      if (purpose.trim() !== '') await setPurpose(id, purpose.trim()).catch(() => undefined);
      onClose();
      navigate(pathTo.channel(id));
      if (visibility === 'private') openDialog({ kind: 'invite', channel: id });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      persistent
      title={t('channels.create')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" form="channels-create" variant="primary" busy={busy}>{t('channels.createSubmit')}</Button>
        </>
      }
    >
      <form id="channels-create" class="stack" onSubmit={(event) => void create(event)}>
        <TextField
          label={t('channels.name')} hint={t('channels.nameHint')} required maxLength={MAX_NAME} autoCapitalize="none" autoComplete="off"
          value={name} onValue={(value) => setName(nameTyped(value))} error={error === undefined ? undefined : errorWords(error)}
        />
        <TextArea label={t('channels.purpose')} hint={t('channels.purposeHint')} maxLength={MAX_PURPOSE} value={purpose} onValue={setPurposeText} />
        <RadioGroup<'public' | 'private'>
          label={t('channels.visibility')}
          value={visibility}
          options={[
            { value: 'public', label: t('channels.visibilityPublic'), hint: t('channels.visibilityPublicHint') },
            { value: 'private', label: t('channels.visibilityPrivate'), hint: t('channels.visibilityPrivateHint') },
          ]}
          onValue={setVisibility}
        />
      </form>
    </Dialog>
  );
}
