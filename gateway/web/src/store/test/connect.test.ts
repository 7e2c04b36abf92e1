// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../actions/connect';
import { keepUsers } from '../actions/users';
import { onSessionEnd } from '../ending';
import { state } from '../store';
import { wiring } from '../wiring';
import { later, rest, StoreBench } from './bench';
import { someState, user } from './fixtures';

const team = { id: 'T01', name: 'Team', domain: 'team' };

function answering(self: string, of: object): StoreBench {
  return new StoreBench({ 'rtm.connect': () => ({ url: 'ws://chat.example/1', self: { id: self, name: self }, team: of }) }, someState({ drafts: { C01: 'mine' } }));
}

afterEach(() => vi.unstubAllGlobals());

describe('connecting', () => {
  it('keeps what the answer says of the team', async () => {
    answering('U01', { ...team, name: 'Renamed' });
    expect(await connect()).toEqual({ url: 'ws://chat.example/1' });
    expect(state.value.session).toMatchObject({ status: 'in', self: 'U01', team: { id: 'T01', name: 'Renamed' } });
  });

  for (const [what, self, of] of [['user', 'U02', team], ['team', 'U01', { ...team, id: 'T02' }]] as const) {
    it(`as another ${what}, since another window signed in, starts over and shows nothing of the former session`, async () => {
      answering(self, of);
      const socket = { start: vi.spyOn(wiring.socket, 'start'), stop: vi.spyOn(wiring.socket, 'stop') };
      const ended = vi.fn();
      const stop = onSessionEnd(ended);
      const asked = later<Response>();
      vi.stubGlobal('fetch', () => asked.promise);
      await expect(connect()).rejects.toMatchObject({ code: 'aborted' });
      expect(socket.stop).toHaveBeenCalled();
      expect(ended).toHaveBeenCalledWith({ signedOut: false });
      expect(state.value).toMatchObject({ session: { status: 'unknown' }, channels: {}, drafts: {} });
      asked.resolve(Response.json({ ok: true, team: of, user: user(self), is_operator: false }));
      await vi.waitFor(() => expect(state.value.session).toMatchObject({ status: 'in', self, team: of, loaded: false }));
      await rest();
      expect(socket.start).toHaveBeenCalledOnce();
      stop();
    });
  }
});

describe('oneself, read anew', () => {
  it('is an admin as far as the answer says so', () => {
    new StoreBench();
    keepUsers([user('U01', { is_admin: true })]);
    expect(state.value.session).toMatchObject({ is_admin: true });
    keepUsers([user('U02', { is_admin: true }), user('U01')]);
    expect(state.value.session).toMatchObject({ is_admin: false });
  });
});
