import { ApiError, retryAfterOf } from './error';

/** What says that a request comes from this page's own script: without it the server heeds no cookie. */
export const OWN_HEADER = 'X-Chat-Web';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** Sends with the session's cookie, which script never sees. Errors: ApiError `network_error`, `aborted`. */
export async function send(path: string, init: RequestInit, fetcher: Fetch = (input, options) => fetch(input, options)): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set(OWN_HEADER, '1');
  try {
    return await fetcher(path, { ...init, headers, credentials: 'same-origin', redirect: 'error' });
  } catch (error) {
    throw new ApiError(init.signal?.aborted || (error as Error).name === 'AbortError' ? 'aborted' : 'network_error', 0);
  }
}

/** The answer's JSON object. Errors: ApiError `invalid_answer`. */
export async function readObject(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch {
    // A proxy's page, or nothing: told below.
  }
  throw new ApiError(response.status === 429 ? 'ratelimited' : 'invalid_answer', response.status, retryAfterOf(response.headers.get('Retry-After')));
}
