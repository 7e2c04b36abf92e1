/** What a close code says: docs/protocol.md, "Close codes". */
export function isFinal(code: number): boolean {
  return code >= 4_500 && code <= 4_999;
}

/** Why a session is over, as the Web API names it. */
export function reasonOf(code: number): string {
  return code === 4_501 ? 'account_inactive' : 'token_revoked';
}

/** Codes of rtm.connect after which the same session will never be let in. */
const FINAL_CODES = new Set(['not_authed', 'invalid_auth', 'token_revoked', 'token_expired', 'account_inactive', 'team_not_found']);

export function isFinalError(code: string): boolean {
  return FINAL_CODES.has(code);
}
