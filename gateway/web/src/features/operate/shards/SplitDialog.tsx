import { useState } from 'preact/hooks';
import { t } from '../../../text';
import { Button, Checkbox, Dialog, showToast } from '../../../ui';
import { Problem, useAction } from '../../manage';
import type { Shard } from '../bodies';
import { splitShard } from '../calls';

interface SplitDialogProps {
  shard: string;
  /** The other active shards. */
  targets: readonly Shard[];
  onBegun: () => void;
  onClose: () => void;
}

/** Asks where half of what a shard bears shall go, and begins. */
export function SplitDialog({ shard, targets, onBegun, onClose }: SplitDialogProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const action = useAction();

  async function begin(): Promise<void> {
    let count = 0;
    if (!(await action.run(async () => void (count = (await splitShard(shard, chosen)).length)))) return;
    showToast({ text: t('operate.proposal.begun', { count }), tone: 'success' });
    onBegun();
    onClose();
  }

  return (
    <Dialog
      open
      title={t('operate.split.title', { shard })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" busy={action.busy} disabled={targets.length === 0} onClick={() => void begin()}>
            {t('operate.split.begin')}
          </Button>
        </>
      }
    >
      <div class="stack">
        <Problem error={action.error} onDismiss={action.clear} />
        <p>{t('operate.split.lead')}</p>
        {targets.length === 0 ? (
          <p>{t('manage.error.no_other_shard')}</p>
        ) : (
          <fieldset class="stack">
            <legend class="operate-legend">{t('operate.split.targets')}</legend>
            {targets.map(({ name }) => (
              <Checkbox
                key={name}
                label={name}
                checked={chosen.includes(name)}
                onChecked={(isChosen) => setChosen((old) => (isChosen ? [...old, name] : old.filter((other) => other !== name)))}
              />
            ))}
          </fieldset>
        )}
      </div>
    </Dialog>
  );
}
