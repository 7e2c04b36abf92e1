import { ApiError, web } from '../../api';
import { delayBefore } from '../../connection';
import type { InvitationAnswer, SessionAnswer, Team, User } from '../../protocol';
import { tellSessionEnd } from '../ending';
import { dropWaiting } from '../feed';
import { forgetKept, restore } from '../keeping';
import { EMPTY, type Session } from '../state';
import { update } from '../store';
import { wiring } from '../wiring';
import { abandonSnapshot } from './snapshot';

/** Grows with every time it is asked who is signed in: only the last answer counts. */
let asking = 0;
let failures = 0;
let again: ReturnType<typeof setTimeout> | undefined;

/** Finds out who is signed in, and if somebody is, opens the socket. When the server cannot be asked, the session says so, and it is asked again by itself, ever later. */
export async function startSession(): Promise<void> {
  const mine = ++asking;
  clearTimeout(again);
  let answer: SessionAnswer;
  try {
    answer = await web<SessionAnswer>('GET', '/web/session', undefined, true);
  } catch (error) {
    if (!(error instanceof ApiError))
      throw error;
    if (mine !== asking)
      return;
    const { code } = error;
    update(state => ({ ...state, session: { status: 'unreachable', code } }));
    again = setTimeout(() => void startSession(), delayBefore(++failures, Math.random(), error.retryAfter));
    return;
  }
  if (mine !== asking)
    return;
  failures = 0;
  if (answer.ok)
    enter(answer.team, answer.user, answer.is_operator);
  else
    update(() => ({ ...EMPTY, session: { status: 'out', first_run: answer.first_run, is_operator: answer.is_operator } }));
}

/** Errors: ApiError invalid_credentials; ratelimited with `retryAfter`. */
export async function signIn(domain: string, email: string, password: string): Promise<void> {
  await web('POST', '/web/session', { domain, email, password });
  await startSession();
}

/** Who is invited by a code. Errors: ApiError invalid_invitation. */
export async function readInvitation(code: string): Promise<Extract<InvitationAnswer, { ok: true }>> {
  return await web('GET', `/web/invitation?code=${encodeURIComponent(code)}`);
}

/** Takes an invitation, and is signed in. Errors: ApiError invalid_invitation, username_taken, invalid_password. */
export async function acceptInvitation(code: string, name: string, password: string): Promise<void> {
  await web('POST', '/web/invitation', { invitation: code, name, password });
  await startSession();
}

/** Opens an operator's session by the operator key. Errors: ApiError invalid_auth, ratelimited. */
export async function enterAsOperator(key: string): Promise<void> {
  await web('POST', '/web/operator', { key });
  setOperator(true);
}

export async function leaveAsOperator(): Promise<void> {
  await web('DELETE', '/web/operator');
  setOperator(false);
}

/** Signing out is under way. The session's end is then its outcome, whether the answer tells it or, a moment before, the socket that the server closes. */
let isSigningOut = false;

/** Revokes the session's token and forgets everything that was kept here. */
export async function signOut(): Promise<void> {
  isSigningOut = true;
  try {
    await web('DELETE', '/web/session').catch((error: unknown) => {
      // Without a session there is nothing to revoke.
      if (!(error instanceof ApiError) || error.status !== 401)
        throw error;
    });
    endSession();
  } finally {
    isSigningOut = false;
  }
}

/** The session is no more: signed out, or revoked (`reason`). */
export function endSession(reason?: string): void {
  leave();
  if (isSigningOut)
    forgetKept();
  tellSessionEnd({ signedOut: isSigningOut });
  const told = isSigningOut ? undefined : reason;
  update(state => {
    const is_operator = 'is_operator' in state.session && state.session.is_operator;
    const session: Session = { status: 'out', first_run: false, is_operator };
    return { ...EMPTY, session: told === undefined ? session : { ...session, reason: told } };
  });
}

/** The page is somebody else's by now: nothing of the former session stays, and the server is asked who is signed in. */
export async function startOver(): Promise<void> {
  leave();
  tellSessionEnd({ signedOut: false });
  update(() => EMPTY);
  await startSession();
}

function leave(): void {
  wiring.socket.stop();
  dropWaiting();
  abandonSnapshot();
}

function enter(team: Team, user: User, isOperator: boolean): void {
  leave();
  update(() => restore({
    ...EMPTY,
    session: { status: 'in', self: user.id, team, is_admin: user.is_admin === true, is_operator: isOperator, loaded: false },
    users: { [user.id]: user },
  }));
  wiring.socket.start();
}

function setOperator(is_operator: boolean): void {
  update(state => 'is_operator' in state.session ? { ...state, session: { ...state.session, is_operator } } : state);
}
