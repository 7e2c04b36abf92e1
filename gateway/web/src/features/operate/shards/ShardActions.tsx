import { useState } from 'preact/hooks';
import { t } from '../../../text';
import { Button, confirm, showToast, TextField } from '../../../ui';
import { Card, fieldError, Problem, useAction } from '../../manage';
import type { Shard, ShardState } from '../bodies';
import { changeShard, removeShard } from '../calls';
import { SplitDialog } from './SplitDialog';

interface ShardActionsProps {
  shard: Shard;
  others: readonly Shard[];
  onChange: () => void;
}

const states = ['active', 'full', 'draining'] as const;

/** What an operator does with a shard: its state, its weight, giving away half, taking it out. */
export function ShardActions({ shard, others, onChange }: ShardActionsProps) {
  const action = useAction();
  const [weight, setWeight] = useState('');
  const [isSplitting, setIsSplitting] = useState(false);
  const { name } = shard;

  async function change(done: string, work: () => Promise<unknown>): Promise<void> {
    if (!(await action.run(async () => void (await work())))) return;
    showToast({ text: done, tone: 'success' });
    setWeight('');
    onChange();
  }

  async function setState(state: (typeof states)[number]): Promise<void> {
    const isSure = await confirm({
      title: t(`operate.toState.${state}Title`, { name }),
      text: t(`operate.toState.${state}Text`),
      confirm: t(`operate.toState.${state}`),
      danger: state === 'draining',
    });
    if (isSure) await change(t('operate.shards.stateSet', { name, state: t(`operate.shardState.${state}`) }), () => changeShard(name, { state }));
  }

  async function remove(): Promise<void> {
    const isSure = await confirm({ title: t('operate.shards.removeTitle', { name }), text: t('operate.shards.removeText'), confirm: t('operate.shards.remove'), danger: true });
    if (isSure) await change(t('operate.shards.removed', { name }), () => removeShard(name));
  }

  return (
    <Card title={t('operate.shards.actions')}>
      <Problem error={action.error?.errors ? undefined : action.error} onDismiss={action.clear} />
      <div class="row" role="group" aria-label={t('operate.state')}>
        {states.map((state) => (
          <Button key={state} disabled={shard.state === state} busy={action.busy} onClick={() => void setState(state)}>
            {t(`operate.toState.${state}`)}
          </Button>
        ))}
        {shard.state === 'active' && (
          <Button icon="arrow-up-down" onClick={() => setIsSplitting(true)}>
            {t('operate.split.open')}
          </Button>
        )}
        {shard.state === 'draining' && (
          <Button variant="danger" icon="trash" disabled={!shard.drained} busy={action.busy} onClick={() => void remove()}>
            {t('operate.shards.remove')}
          </Button>
        )}
      </div>
      <p class="soft small">{stateHint(shard.state)}</p>
      <form
        class="operate-inline"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (weight) void change(t('operate.shards.weightSet', { name, weight }), () => changeShard(name, { weight: Number(weight) }));
        }}
      >
        <TextField
          type="number"
          label={t('operate.weight')}
          hint={t('operate.weightHint')}
          min={1}
          max={1000}
          value={weight || String(shard.weight ?? '')}
          onValue={setWeight}
          error={fieldError(action.error, 'weight')}
        />
        <Button type="submit" busy={action.busy} disabled={!weight || Number(weight) === shard.weight}>
          {t('operate.shards.setWeight')}
        </Button>
      </form>
      {isSplitting && <SplitDialog shard={name} targets={others.filter((one) => one.state === 'active')} onBegun={onChange} onClose={() => setIsSplitting(false)} />}
    </Card>
  );
}

function stateHint(state: ShardState | undefined): string {
  return state ? t(`operate.shardHint.${state}`) : '';
}
