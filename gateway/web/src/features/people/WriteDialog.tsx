import { useState } from 'preact/hooks';
import type { User } from '../../protocol';
import { navigate, pathTo } from '../../router';
import { openDirect } from '../../store';
import { t } from '../../text';
import { Button, Dialog } from '../../ui';
import { errorWords } from '../errors';
import { PeoplePicker } from './PeoplePicker';

/** Besides oneself. */
const MAX_OTHERS = 8;

/** Begins a conversation with one person or a group, or finds the one that there is. */
export function WriteDialog({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const start = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { id } = await openDirect(chosen.map((person) => person.id));
      onClose();
      navigate(pathTo.channel(id));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const isFull = chosen.length >= MAX_OTHERS;
  return (
    <Dialog
      open
      title={t('people.newTitle')}
      onClose={onClose}
      footer={
        <Button variant="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void start()}>{t('people.start')}</Button>
      }
    >
      <div class="stack">
        <p class="soft">{isFull ? t('people.full') : t('people.newHint')}</p>
        <PeoplePicker label={t('people.search')} chosen={chosen} onChosen={setChosen} refuse={() => (isFull ? t('people.full') : undefined)} />
        <p role="alert">{error !== undefined && errorWords(error)}</p>
      </div>
    </Dialog>
  );
}
