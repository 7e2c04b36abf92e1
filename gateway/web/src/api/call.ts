import type { Answers } from '../protocol';
import { ApiError, retryAfterOf } from './error';
import { readObject, send, type Fetch } from './request';

/** Undefined and null are left out; objects go as JSON. */
export type Arguments = Record<string, string | number | boolean | object | null | undefined>;

export type Answer<M extends string> = { ok: true } & (M extends keyof Answers ? Answers[M] : Record<string, unknown>);

export interface CallOptions {
  signal?: AbortSignal;
  fetcher?: Fetch;
  /** Goes out although the page goes. */
  keepalive?: boolean;
}

export type Call = <M extends string>(method: M, args?: Arguments, options?: CallOptions) => Promise<Answer<M>>;

/** Calls a method of the Web API. Errors: ApiError, of an answer `"ok":false` with its `error` as the code. */
export const call: Call = async <M extends string>(method: M, args: Arguments = {}, options: CallOptions = {}) => {
  const init: RequestInit = { method: 'POST', body: formOf(args) };
  if (options.signal)
    init.signal = options.signal;
  if (options.keepalive)
    init.keepalive = true;
  const response = await send(`/api/${method}`, init, options.fetcher);
  const body = await readObject(response);
  if (body['ok'] === true)
    return body as Answer<M>;
  throw new ApiError(codeIn(body), response.status, retryAfterOf(response.headers.get('Retry-After')), detailIn(body));
};

/** Arguments as the form that Slack's methods take. */
export function formOf(args: Arguments): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) {
    if (value !== undefined && value !== null)
      form.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return form;
}

function codeIn(body: Record<string, unknown>): string {
  return typeof body['error'] === 'string' ? body['error'] : 'invalid_answer';
}

function detailIn(body: Record<string, unknown>): string | undefined {
  const messages = (body['response_metadata'] as { messages?: unknown } | undefined)?.messages;
  return Array.isArray(messages) && typeof messages[0] === 'string' ? messages[0] : undefined;
}
