// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { admin, web } from './admin';
import { call, formOf } from './call';
import { ApiError } from './error';
import { upload } from './upload';

type Sent = { path: string; init: RequestInit };

function answering(status: number, body: unknown, headers: Record<string, string> = {}): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    sent.push({ path, init });
    return new Response(status === 204 ? null : typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
  });
  return sent;
}

async function failure(work: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await work.then(() => undefined, error => error);
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

afterEach(() => vi.unstubAllGlobals());

describe('a call', () => {
  it('is a form with the header that makes the cookie count', async () => {
    const sent = answering(200, { ok: true, messages: [], has_more: false });
    const answer = await call('conversations.history', { channel: 'C01', limit: 5, inclusive: true, cursor: undefined });
    expect(answer.has_more).toBe(false);
    expect(sent[0]!.path).toBe('/api/conversations.history');
    expect(String(sent[0]!.init.body)).toBe('channel=C01&limit=5&inclusive=true');
    expect(new Headers(sent[0]!.init.headers).get('X-Chat-Web')).toBe('1');
    expect(sent[0]!.init).toMatchObject({ method: 'POST', credentials: 'same-origin', redirect: 'error' });
  });

  it('outlives its page when told', async () => {
    const sent = answering(200, { ok: true });
    await call('conversations.mark', {}, { keepalive: true });
    expect(sent[0]!.init.keepalive).toBe(true);
  });

  it('gives objects as JSON and leaves out what is not there', () => {
    expect(String(formOf({ a: { b: 1 }, c: null, d: undefined, e: '' }))).toBe('a=%7B%22b%22%3A1%7D&e=');
  });

  it('fails with the server\'s code', async () => {
    answering(200, { ok: false, error: 'invalid_arguments', response_metadata: { messages: ['[ERROR] no'] } });
    expect(await failure(call('chat.update'))).toMatchObject({ code: 'invalid_arguments', detail: '[ERROR] no', isPassing: false });
  });

  it('tells how long to wait', async () => {
    answering(429, { ok: false, error: 'ratelimited' }, { 'Retry-After': '7' });
    expect(await failure(call('rtm.connect'))).toMatchObject({ code: 'ratelimited', retryAfter: 7, status: 429, isPassing: true });
    answering(429, 'Too many', { 'Retry-After': '3' });
    expect(await failure(call('rtm.connect'))).toMatchObject({ code: 'ratelimited', retryAfter: 3 });
  });

  it('fails when nobody answers, or somebody else does', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no')));
    expect(await failure(call('api.test'))).toMatchObject({ code: 'network_error', isPassing: true });
    answering(502, '<html>Bad gateway</html>');
    expect(await failure(call('api.test'))).toMatchObject({ code: 'invalid_answer', status: 502, isPassing: true });
    answering(200, '[]');
    expect(await failure(call('api.test'))).toMatchObject({ code: 'invalid_answer' });
  });
});

describe('a request that is not answered', () => {
  let limit: AbortController;
  let longest: number[];
  beforeEach(() => {
    limit = new AbortController();
    longest = [];
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(ms => {
      longest.push(ms);
      return limit.signal;
    });
  });
  afterEach(() => void vi.restoreAllMocks());

  const expire = () => limit.abort(new DOMException('', 'TimeoutError'));
  const unanswered = (signal: AbortSignal) => new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted)
      stop();
    else
      signal.addEventListener('abort', stop);
  });

  it('is given up, as if nobody were there', async () => {
    vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => unanswered(signal!));
    const lost = failure(call('client.counts'));
    const withSignal = failure(call('users.search', {}, { signal: new AbortController().signal }));
    expire();
    expect(await lost).toMatchObject({ code: 'network_error', isPassing: true });
    expect(await withSignal).toMatchObject({ code: 'network_error' });
    expect(longest).toEqual([30_000, 30_000]);
  });

  it('is given up in the middle of its answer too', async () => {
    vi.stubGlobal('fetch', async (_: string, { signal }: RequestInit) => ({ ok: true, status: 200, headers: new Headers(), json: () => unanswered(signal!) }));
    const lost = failure(call('client.counts'));
    expire();
    expect(await lost).toMatchObject({ code: 'network_error' });
  });

  it('can still be broken off by who asked', async () => {
    vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => unanswered(signal!));
    const stop = new AbortController();
    const broken = failure(call('users.search', {}, { signal: stop.signal }));
    stop.abort();
    expect(await broken).toMatchObject({ code: 'aborted' });
  });

  it('has longer under /admin, where a server may first have to take over from another', async () => {
    answering(204, '');
    await admin('POST', '/admin/x');
    expect(longest).toEqual([120_000]);
  });
});

describe('/admin and /web', () => {
  it('take JSON and fail with the problem\'s code, words and fields', async () => {
    const sent = answering(400, { title: 'Bad Request', code: 'invalid_arguments', detail: 'Some fields are wrong.', errors: { email: ['Give an address.'] } });
    const error = await failure(admin('POST', '/admin/teams/T1/users', { name: 'x' }));
    expect(error).toMatchObject({ code: 'invalid_arguments', detail: 'Some fields are wrong.', errors: { email: ['Give an address.'] } });
    expect(sent[0]!.init.body).toBe('{"name":"x"}');
  });

  it('may answer nothing', async () => {
    answering(204, '');
    expect(await admin('DELETE', '/admin/x')).toBeUndefined();
  });

  it('refuse by "ok": false, unless that is an answer', async () => {
    answering(200, { ok: false, error: 'not_authed', first_run: true });
    expect(await failure(web('GET', '/web/session'))).toMatchObject({ code: 'not_authed' });
    expect(await web('GET', '/web/session', undefined, true)).toMatchObject({ first_run: true });
  });
});

describe('an upload', () => {
  class FakeRequest {
    static last: FakeRequest;
    readonly headers: Record<string, string> = {};
    readonly upload: { onprogress?: (event: object) => void } = {};
    onload?: () => void;
    onerror?: () => void;
    onabort?: () => void;
    status = 0;
    responseText = '';
    body: unknown;
    constructor() { FakeRequest.last = this; }
    open(readonly_: string, path: string): void { this.headers[':path'] = `${readonly_} ${path}`; }
    setRequestHeader(name: string, value: string): void { this.headers[name] = value; }
    getResponseHeader(): string | null { return null; }
    send(body: unknown): void { this.body = body; }
    abort(): void { this.onabort?.(); }
  }

  it('tells its progress and answers', async () => {
    vi.stubGlobal('XMLHttpRequest', FakeRequest);
    const told: number[][] = [];
    const done = upload<{ job: string }>('/admin/x', new Blob(['abcd']), { onProgress: (...numbers) => void told.push(numbers) });
    const request = FakeRequest.last;
    expect(request.headers).toMatchObject({ ':path': 'POST /admin/x', 'X-Chat-Web': '1', 'Content-Type': 'application/zip' });
    request.upload.onprogress?.({ loaded: 2, total: 4, lengthComputable: true });
    request.status = 202;
    request.responseText = '{"job":"J1"}';
    request.onload?.();
    expect(await done).toEqual({ job: 'J1' });
    expect(told).toEqual([[2, 4]]);
  });

  it('fails as the server says, and when it is broken off', async () => {
    vi.stubGlobal('XMLHttpRequest', FakeRequest);
    const refused = upload('/admin/x', new Blob(['a']));
    FakeRequest.last.status = 400;
    FakeRequest.last.responseText = '{"code":"invalid_archive","detail":"This is no zip."}';
    FakeRequest.last.onload?.();
    expect(await failure(refused)).toMatchObject({ code: 'invalid_archive', detail: 'This is no zip.' });
    const stop = new AbortController();
    const broken = upload('/admin/x', new Blob(['a']), { signal: stop.signal });
    stop.abort();
    expect(await failure(broken)).toMatchObject({ code: 'aborted' });
  });
});
