/** A call that did not succeed. `code` is the server's (docs/protocol.md, grain-interfaces/Errors), or one of the three below. */
export class ApiError extends Error {
  /**
   * @param code A code of the server's, or `network_error` (nobody answered), `invalid_answer` (something else than this server did), `aborted`.
   * @param retryAfter Seconds, of `ratelimited`.
   * @param detail A sentence for people, as /admin gives it.
   * @param errors Of an invalid body of /admin: by field, what to do.
   */
  constructor(
    readonly code: string,
    readonly status: number,
    readonly retryAfter?: number,
    readonly detail?: string,
    readonly errors?: Record<string, string[]>,
  ) {
    super(detail ?? code);
    this.name = 'ApiError';
  }

  /** The same call may succeed a little later. */
  get isPassing(): boolean {
    return this.status >= 500 || PASSING.has(this.code);
  }
}

const PASSING = new Set(['network_error', 'ratelimited', 'service_unavailable', 'request_timeout', 'internal_error']);

/** `Retry-After` in seconds, at least one. */
export function retryAfterOf(header: string | null): number | undefined {
  if (header === null)
    return undefined;
  const seconds = Number(header);
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : undefined;
}
