import { useState } from 'preact/hooks';
import { t } from '../../../text';
import { Button, confirm, Select, showToast, TextField } from '../../../ui';
import { Card, fieldError, Problem, useAction, useLive } from '../../manage';
import { listShards, startMove } from '../calls';

interface StartMoveProps {
  /** The team that is moved; absent: the operator names one. */
  team?: string;
  /** Where it lives. */
  from?: string;
  onBegun: () => void;
}

/** Begins to move a team to another shard. */
export function StartMove({ team: given, from, onBegun }: StartMoveProps) {
  const shards = useLive('targets', listShards);
  const targets = shards.data?.shards.filter((shard) => (shard.state === 'active' || shard.state === 'full') && shard.name !== from) ?? [];
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  const action = useAction();
  const team = given ?? typed.trim();
  const to = chosen || targets[0]?.name || '';

  async function begin(): Promise<void> {
    if (!team || !to) return;
    const isSure = await confirm({ title: t('operate.move.beginTitle', { team, to }), text: t('operate.move.beginText'), confirm: t('operate.move.begin') });
    if (!isSure || !(await action.run(async () => void (await startMove(team, to))))) return;
    showToast({ text: t('operate.move.begun', { team, to }), tone: 'success' });
    setTyped('');
    onBegun();
  }

  if (shards.data && targets.length === 0) return <Card title={t('operate.move.begin')}>{t('manage.error.no_other_shard')}</Card>;
  return (
    <Card title={t('operate.move.begin')}>
      <Problem error={shards.error} onRetry={shards.refresh} />
      <Problem error={action.error?.errors ? undefined : action.error} onDismiss={action.clear} />
      <form
        class="operate-inline"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        {given === undefined && (
          <TextField label={t('operate.teamId')} placeholder="T0000001A" value={typed} onValue={setTyped} required autoComplete="off" autoCapitalize="characters" spellcheck={false} />
        )}
        <Select
          label={t('operate.to')}
          value={to}
          onValue={setChosen}
          options={targets.map(({ name, state }) => ({ value: name, label: state === 'full' ? t('operate.move.fullTarget', { name }) : name }))}
          error={fieldError(action.error, 'shard')}
        />
        <Button type="submit" busy={action.busy} disabled={!team || !to}>
          {t('operate.move.begin')}
        </Button>
      </form>
    </Card>
  );
}
