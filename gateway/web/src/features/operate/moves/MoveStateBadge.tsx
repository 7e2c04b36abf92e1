import { t } from '../../../text';
import { Badge } from '../../../ui';
import type { Move } from '../bodies';

const tones = { queued: 'neutral', running: 'accent', cancelling: 'warning', clearing: 'accent', done: 'success', failed: 'danger', cancelled: 'neutral' } as const;

export function MoveStateBadge({ move }: { move: Move }) {
  return <Badge tone={tones[move.state]}>{t(`operate.moveState.${move.state}`)}</Badge>;
}
