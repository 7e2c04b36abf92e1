import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../../api';
import { isOver, type Job } from '../bodies';
import { followJob, type Following } from './follow';

export interface FollowedJob {
  readonly job: Job;
  readonly following: Following;
  readonly error: ApiError | undefined;
}

/** A job as it is now: followed while it is under way. `given` is what is known of it; a newer one than was told replaces what was told. */
export function useJob(given: Job, follow: typeof followJob = followJob): FollowedJob {
  const [told, setTold] = useState(given);
  const [following, setFollowing] = useState<Following>(isOver(given) ? 'over' : 'live');
  const [error, setError] = useState<ApiError>();
  const over = isOver(given);

  useEffect(() => {
    setTold(given);
    setError(undefined);
    if (over) {
      setFollowing('over');
      return undefined;
    }
    return follow(given.id, { job: setTold, following: setFollowing, lost: setError });
    // What changes a job from outside are its end and its beginning anew; all else the stream tells.
  }, [given.id, over, given.is_cancelling]);

  return { job: told, following, error };
}
