import { ApiError, retryAfterOf } from './error';

/** What says that a request comes from this page's own script: without it the server heeds no cookie. */
export const OWN_HEADER = 'X-Chat-Web';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** The server repeats what its grains do not answer for some time; what takes longer than this, to the end of its answer, is lost. */
const LONGEST_MS = 30_000;

/**
 * Sends with the session's cookie, which script never sees.
 * @param longest Milliseconds for the whole exchange: a request that is never answered would hold up whoever waits for it for good.
 * Errors: ApiError `network_error`, `aborted`.
 */
export async function send(path: string, init: RequestInit, fetcher: Fetch = (input, options) => fetch(input, options), longest = LONGEST_MS): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set(OWN_HEADER, '1');
  try {
    return await fetcher(path, { ...init, headers, signal: bounded(longest, init.signal), credentials: 'same-origin', redirect: 'error' });
  } catch (error) {
    throw new ApiError(init.signal?.aborted || (error as Error).name === 'AbortError' ? 'aborted' : 'network_error', 0);
  }
}

/** The answer's JSON object. Errors: ApiError `invalid_answer`; `network_error` and `aborted` where its end did not come. */
export async function readObject(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch (error) {
    const code = BROKEN_OFF[(error as Error).name];
    if (code !== undefined)
      throw new ApiError(code, 0);
    // A proxy's page, or nothing: told below.
  }
  throw new ApiError(response.status === 429 ? 'ratelimited' : 'invalid_answer', response.status, retryAfterOf(response.headers.get('Retry-After')));
}

/** How fetch names what ends an answer in its middle. */
const BROKEN_OFF: Readonly<Record<string, string>> = { TimeoutError: 'network_error', TypeError: 'network_error', AbortError: 'aborted' };

/** The caller's signal and a limit, whichever comes first. (AbortSignal.any would do it, but not in every browser that does the rest.) */
function bounded(longest: number, signal: AbortSignal | null | undefined): AbortSignal {
  const limit = AbortSignal.timeout(longest);
  if (!signal)
    return limit;
  const both = new AbortController();
  for (const one of [signal, limit]) {
    if (one.aborted)
      both.abort(one.reason);
    else
      one.addEventListener('abort', () => both.abort(one.reason), { once: true });
  }
  return both.signal;
}
