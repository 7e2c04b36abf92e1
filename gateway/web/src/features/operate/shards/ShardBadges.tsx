import { t } from '../../../text';
import { Badge } from '../../../ui';
import type { Shard, ShardState } from '../bodies';

const stateTones = { active: 'success', draining: 'warning', full: 'neutral', removed: 'neutral' } as const;

export function ShardStateBadge({ state }: { state: ShardState | undefined }) {
  return state ? <Badge tone={stateTones[state]}>{t(`operate.shardState.${state}`)}</Badge> : <>–</>;
}

const syncTones = { single: 'neutral', new: 'neutral', synced: 'success', apart: 'danger', solo: 'danger', rejoining: 'warning' } as const;

type SyncState = keyof typeof syncTones;

/** How the two servers of a shard stand to each other. */
export function SyncBadge({ state }: { state: Shard['sync_state'] }) {
  return state in syncTones ? <Badge tone={syncTones[state as SyncState]}>{t(`operate.sync.${state as SyncState}`)}</Badge> : <Badge>{state}</Badge>;
}
