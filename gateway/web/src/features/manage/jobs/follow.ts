import { ApiError } from '../../../api';
import { isOver, type Job } from '../bodies';
import { getJob } from '../calls';

/** live: told as it happens. away: nobody answers, and it is asked for again. over: there is nothing more to tell. */
export type Following = 'live' | 'away' | 'over';

export interface JobWatch {
  job(job: Job): void;
  following(state: Following): void;
  /** The job is not to be had: it is no longer kept, or it is another's. */
  lost(error: ApiError): void;
}

/** What the reader of events needs of the browser; tests give their own. */
export interface FollowPorts {
  open(path: string): EventStream;
  read(id: string): Promise<Job>;
  wait(ms: number, then: () => void): () => void;
}

export type EventStream = Pick<EventSource, 'readyState' | 'addEventListener' | 'close'>;

const closed = 2;
const firstPause = 1000;
/** Between two questions where streams do not get through and answers do. */
const askPeriod = 2000;
const longestPause = 30_000;

const browser: FollowPorts = {
  open: (path) => new EventSource(path),
  read: getJob,
  wait(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Follows a job by its server-sent events until it is over. A browser connects again by itself after a lost line, but gives up after an
 * answer that is no stream (a gateway that starts, a session that ended): then the job is asked for, which says whether waiting helps.
 * Returns what ends it.
 */
export function followJob(id: string, watch: JobWatch, ports: FollowPorts = browser): () => void {
  let stream: EventStream | undefined;
  let stopWaiting: (() => void) | undefined;
  let pause = firstPause;
  let isStopped = false;

  function connect(): void {
    const opened = (stream = ports.open(`/admin/jobs/${id}/events`));
    opened.addEventListener('open', () => {
      pause = firstPause;
      watch.following('live');
    });
    opened.addEventListener('job', (event) => take((JSON.parse((event as MessageEvent<string>).data) as { job: Job }).job));
    opened.addEventListener('error', () => {
      if (isStopped) return;
      watch.following('away');
      if (opened.readyState === closed) void ask();
    });
  }

  function take(job: Job): void {
    if (isStopped) return;
    watch.job(job);
    if (!isOver(job)) return;
    stop();
    watch.following('over');
  }

  async function ask(): Promise<void> {
    try {
      take(await ports.read(id));
      pause = askPeriod;
    } catch (error) {
      if (isStopped) return;
      if (error instanceof ApiError && !error.isPassing) {
        stop();
        watch.following('over');
        watch.lost(error);
        return;
      }
    }
    if (isStopped) return;
    stopWaiting = ports.wait(pause, connect);
    pause = Math.min(pause * 2, longestPause);
  }

  function stop(): void {
    isStopped = true;
    stream?.close();
    stopWaiting?.();
  }

  connect();
  return stop;
}
