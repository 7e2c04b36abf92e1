import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../api';
import type { Job } from '../bodies';
import { followJob, type EventStream, type FollowPorts } from './follow';

const id = 'J1';

function jobOf(state: Job['state'], done = 0): Job {
  return { id, kind: 'import', team: 'T1', state, attempts: 0, created: 1, progress: { done, total: 10, unit: 'messages', rate: 5 } };
}

class Stream implements EventStream {
  readyState = 0;
  private listeners = new Map<string, (event: Event) => void>();

  constructor(readonly path: string) {}

  addEventListener(type: string, listener: unknown): void {
    this.listeners.set(type, listener as (event: Event) => void);
  }

  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.readyState = 1;
    this.fire('open');
  }

  tell(job: Job): void {
    this.fire('job', { data: JSON.stringify({ job }) });
  }

  /** The line broke; a browser connects again by itself. */
  drop(): void {
    this.readyState = 0;
    this.fire('error');
  }

  /** The answer was no stream; a browser gives up. */
  refuse(): void {
    this.readyState = 2;
    this.fire('error');
  }

  private fire(type: string, event: object = {}): void {
    this.listeners.get(type)?.(event as Event);
  }
}

class Browser implements FollowPorts {
  readonly streams: Stream[] = [];
  readonly pauses: number[] = [];
  answer: () => Promise<Job> = () => Promise.resolve(jobOf('running', 1));
  private waiting: (() => void) | undefined;

  open = (path: string) => {
    const stream = new Stream(path);
    this.streams.push(stream);
    return stream;
  };
  read = () => this.answer();
  wait = (ms: number, then: () => void) => {
    this.pauses.push(ms);
    this.waiting = then;
    return () => (this.waiting = undefined);
  };

  get last(): Stream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('No stream was opened.');
    return stream;
  }

  pass(): void {
    const then = this.waiting;
    this.waiting = undefined;
    then?.();
  }
}

describe('followJob', () => {
  let browser: Browser;
  let told: string[];
  const watch = {
    job: (job: Job) => told.push(`${job.state} ${job.progress?.done}`),
    following: (state: string) => told.push(state),
    lost: (error: ApiError) => told.push(error.code),
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve));

  beforeEach(() => {
    browser = new Browser();
    told = [];
  });

  it('tells each event, and closes the stream when the job is over', () => {
    followJob(id, watch, browser);
    expect(browser.last.path).toBe('/admin/jobs/J1/events');
    browser.last.open();
    browser.last.tell(jobOf('running', 4));
    browser.last.tell(jobOf('done', 10));
    expect(told).toEqual(['live', 'running 4', 'done 10', 'over']);
    expect(browser.last.readyState).toBe(2);
  });

  it('leaves a broken line to the browser, and says so meanwhile', () => {
    followJob(id, watch, browser);
    browser.last.open();
    browser.last.drop();
    browser.last.open();
    browser.last.tell(jobOf('running', 5));
    expect(told).toEqual(['live', 'away', 'live', 'running 5']);
    expect(browser.streams).toHaveLength(1);
  });

  it('asks for the job where no stream gets through, and tries the stream again', async () => {
    followJob(id, watch, browser);
    browser.last.refuse();
    await settle();
    expect(told).toEqual(['away', 'running 1']);
    expect(browser.pauses).toEqual([2000]);
    browser.pass();
    expect(browser.streams).toHaveLength(2);
  });

  it('waits longer each time while nobody answers, and briefly again after an answer', async () => {
    browser.answer = () => Promise.reject(new ApiError('network_error', 0));
    followJob(id, watch, browser);
    for (let n = 0; n < 7; n++) {
      browser.last.refuse();
      await settle();
      browser.pass();
    }
    expect(browser.pauses).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000]);
    browser.last.open();
    browser.last.refuse();
    await settle();
    expect(browser.pauses.at(-1)).toBe(1000);
  });

  it('gives up a job that is not to be had', async () => {
    browser.answer = () => Promise.reject(new ApiError('job_not_found', 404));
    followJob(id, watch, browser);
    browser.last.refuse();
    await settle();
    expect(told).toEqual(['away', 'over', 'job_not_found']);
    expect(browser.pauses).toEqual([]);
  });

  it('ends with the job that ended while the line was broken', async () => {
    browser.answer = () => Promise.resolve(jobOf('failed', 3));
    followJob(id, watch, browser);
    browser.last.refuse();
    await settle();
    expect(told).toEqual(['away', 'failed 3', 'over']);
    expect(browser.pauses).toEqual([]);
  });

  it('tells nothing more after its end', async () => {
    const stop = followJob(id, watch, browser);
    browser.last.refuse();
    stop();
    await settle();
    browser.last.tell(jobOf('running', 9));
    expect(told).toEqual(['away']);
    expect(browser.pauses).toEqual([]);
  });
});
