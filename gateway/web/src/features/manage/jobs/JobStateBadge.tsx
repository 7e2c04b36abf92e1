import { t } from '../../../text';
import { Badge } from '../../../ui';
import type { Job } from '../bodies';

const tones = { queued: 'neutral', running: 'accent', done: 'success', failed: 'danger', cancelled: 'neutral' } as const;

export function JobStateBadge({ job }: { job: Job }) {
  const state = job.is_cancelling ? 'cancelling' : job.state;
  return <Badge tone={tones[job.state]}>{t(`manage.job.state.${state}`)}</Badge>;
}
