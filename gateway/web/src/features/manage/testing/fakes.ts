/** For tests of administration: a browser's uploads and event streams, and what the server tells. */
import { vi } from 'vitest';
import type { Job, Member } from '../bodies';
import type { ImportReport } from '../jobs/reports';

/** Stands in for XMLHttpRequest, one at a time; the test says how far it is and what is answered. */
export class FakeRequest {
  static last: FakeRequest;
  path = '';
  readonly headers: Record<string, string> = {};
  readonly upload: { onprogress?: (event: { loaded: number; total: number; lengthComputable: boolean }) => void } = {};
  body: unknown;
  status = 0;
  responseText = '';
  isAborted = false;
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;

  open(_: string, path: string): void {
    this.path = path;
    FakeRequest.last = this;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  getResponseHeader(): null {
    return null;
  }

  send(body: unknown): void {
    this.body = body;
  }

  abort(): void {
    this.isAborted = true;
    this.onabort?.();
  }

  sent(loaded: number, total: number): void {
    this.upload.onprogress?.({ loaded, total, lengthComputable: true });
  }

  answer(status: number, body: object): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }
}

/** Stands in for EventSource. */
export class FakeEvents extends EventTarget {
  static last: FakeEvents | undefined;
  readyState = 0;

  constructor(readonly path: string) {
    super();
    FakeEvents.last = this;
  }

  close(): void {
    this.readyState = 2;
  }

  tell(job: Job): void {
    this.readyState = 1;
    this.dispatchEvent(new MessageEvent('job', { data: JSON.stringify({ job }) }));
  }

  refuse(): void {
    this.readyState = 2;
    this.dispatchEvent(new Event('error'));
  }
}

export function fakeBrowser(): void {
  FakeEvents.last = undefined;
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  vi.stubGlobal('EventSource', FakeEvents);
}

export function memberOf(id: string, name: string, more: Partial<Member> = {}): Member {
  return {
    id, team_id: 'T1', name: name.toLowerCase(), real_name: name, is_bot: false, is_admin: false, is_owner: false, deleted: false, created: 1_700_000_000,
    email: `${name.toLowerCase()}@example.org`, ...more,
  };
}

export function jobOf(id: string, state: Job['state'], more: Partial<Job> = {}): Job {
  return { id, kind: 'import', team: 'T1', state, attempts: 0, created: 1_700_000_000, ...more };
}

export const importReport: ImportReport = {
  imported: { users: 12, users_matched: 2, users_placeholder: 0, channels: 3, messages: 4000, replies: 500, reactions: 60, roots_placeholder: 0, subtypes: { message: 4400, channel_join: 100 } },
  skipped: { bad_ts: 90 },
  skipped_items: Array.from({ length: 40 }, (_, n) => ({ reason: 'bad_ts', entry: 'general/2020-01-01.json', position: n })),
  conflicts: { channel_renamed: 1 },
  conflict_items: [{ kind: 'channel_renamed', what: 'The channel general is named general-2.' }],
  entries_ignored: 1,
  entries_ignored_first: ['canvases.json'],
};
