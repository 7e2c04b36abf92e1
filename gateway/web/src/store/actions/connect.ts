import { ApiError } from '../../api';
import type { Team, UserId } from '../../protocol';
import type { State } from '../state';
import { state, update } from '../store';
import { wiring } from '../wiring';
import { startOver } from './session';

/**
 * Asks for a socket's address. The cookie is all windows' of the browser: when another one has signed out and somebody else in, the answer is theirs, and so would
 * be what is posted here. Then this page starts over. Errors: ApiError; `aborted` when it started over.
 */
export async function connect(): Promise<{ url: string }> {
  const { url, self, team } = await wiring.call('rtm.connect', { presence_sub: true, batch_presence_aware: true });
  if (!isOwn(self.id, team)) {
    void startOver();
    throw new ApiError('aborted', 0);
  }
  update(state => withTeam(state, team));
  return { url };
}

/** What the team is called now: the event that told of it may have been missed. */
function withTeam(state: State, { name, domain }: Team): State {
  const { session } = state;
  if (session.status !== 'in' || (session.team.name === name && session.team.domain === domain))
    return state;
  return { ...state, session: { ...session, team: { ...session.team, name, domain } } };
}

/** An answer that comes after the session's end is nobody's. */
function isOwn(user: UserId, team: Team): boolean {
  const { session } = state.peek();
  return session.status !== 'in' || (session.self === user && session.team.id === team.id);
}
