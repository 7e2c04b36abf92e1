import { ApiError, retryAfterOf } from './error';
import { readObject, send } from './request';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A take-over waits for the server that is gone. */
const LONGEST_ADMIN_MS = 120_000;

/** Calls a route under /admin (`path` begins with it). Errors: ApiError from the answer's problem: `code`, `detail`, and `errors` by field. */
export async function admin<T>(method: HttpMethod, path: string, body?: object, signal?: AbortSignal): Promise<T> {
  return await exchange<T>(method, path, body, { signal, longest: LONGEST_ADMIN_MS });
}

/** Calls a route under /web: session, operator, invitation. Errors: ApiError; an answer `"ok":false` is one, except where `allowRefusal`. */
export async function web<T>(method: HttpMethod, path: string, body?: object, allowRefusal = false): Promise<T> {
  const answer = await exchange<T & { ok?: boolean }>(method, path, body, { allowRefusal });
  return answer;
}

interface Terms {
  signal?: AbortSignal | undefined;
  /** Milliseconds. */
  longest?: number;
  allowRefusal?: boolean;
}

async function exchange<T>(method: HttpMethod, path: string, body: object | undefined, { signal, longest, allowRefusal = false }: Terms): Promise<T> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'Content-Type': 'application/json; charset=utf-8' };
  }
  if (signal)
    init.signal = signal;
  const response = await send(path, init, undefined, longest);
  if (response.status === 204)
    return undefined as T;
  const answer = await readObject(response);
  const refused = answer['ok'] === false && !allowRefusal;
  if (response.ok && !refused)
    return answer as T;
  throw problemOf(answer, response.status, response.headers.get('Retry-After'));
}

/** An error of a body as /admin (`code`, `detail`) or /web (`error`) has it. */
export function problemOf(body: Record<string, unknown>, status: number, retryAfter: string | null): ApiError {
  const code = body['code'] ?? body['error'];
  const detail = body['detail'];
  return new ApiError(
    typeof code === 'string' ? code : 'invalid_answer',
    status,
    retryAfterOf(retryAfter),
    typeof detail === 'string' ? detail : undefined,
    body['errors'] as Record<string, string[]> | undefined,
  );
}
