import { useState } from 'preact/hooks';
import type { Channel, ChannelId } from '../../protocol';
import { channelOf, renameChannel, setPurpose, setTopic } from '../../store';
import { t } from '../../text';
import { Button, Dialog, TextArea, TextField } from '../../ui';
import { errorWords } from '../errors';
import { MAX_NAME, nameTyped } from './naming';

export type Editable = 'name' | 'topic' | 'purpose';

interface Props {
  channel: ChannelId;
  what: Editable;
  onClose: () => void;
}

const MAX_TEXT = 250;
const titles = { name: 'channels.renameTitle', topic: 'channels.editTopic', purpose: 'channels.editPurpose' } as const;

/** A channel's name, topic or purpose, to be changed. */
export function EditDialog({ channel: id, what, onClose }: Props) {
  const channel = channelOf(id).value;
  return channel ? <Editor channel={channel} what={what} onClose={onClose} /> : null;
}

function Editor({ channel, what, onClose }: { channel: Channel; what: Editable; onClose: () => void }) {
  const before = (what === 'name' ? channel.name : channel[what]?.value) ?? '';
  const [text, setText] = useState(before);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      if (text.trim() !== before) await change(channel.id, what, text.trim());
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const fault = error === undefined ? undefined : errorWords(error);
  return (
    <Dialog
      open
      persistent
      size="small"
      title={t(titles[what])}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" form="channels-edit" variant="primary" busy={busy}>{t('channels.save')}</Button>
        </>
      }
    >
      <form id="channels-edit" onSubmit={(event) => void save(event)}>
        {what === 'name' ? (
          <TextField
            label={t('channels.name')} hint={t('channels.nameHint')} required maxLength={MAX_NAME} autoCapitalize="none" autoComplete="off"
            value={text} onValue={(value) => setText(nameTyped(value))} error={fault}
          />
        ) : (
          <TextArea label={t(`channels.${what}`)} hint={t(`channels.${what}Hint`)} maxLength={MAX_TEXT} minRows={2} value={text} onValue={setText} error={fault} />
        )}
      </form>
    </Dialog>
  );
}

function change(id: ChannelId, what: Editable, text: string): Promise<void> {
  return what === 'name' ? renameChannel(id, text) : what === 'topic' ? setTopic(id, text) : setPurpose(id, text);
}
