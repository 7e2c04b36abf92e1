// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY, endSession, session, update } from '../../store';
import { setLanguage } from '../../text';
import { me, serve, team } from '../testing';
import { created, CreateTeamPage, JoinPage, NextSteps, SignInPage } from '.';

const signedInAnswer = { ok: true, team, user: me, is_admin: true, is_operator: false };

function fill(label: string | RegExp, value: string): void {
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

beforeEach(() => {
  setLanguage('en');
  localStorage.removeItem('chat.domain');
  update(() => ({ ...EMPTY, session: { status: 'out', first_run: false, is_operator: false } }));
});

afterEach(() => {
  cleanup();
  created.value = null;
  vi.unstubAllGlobals();
});

describe('signing in', () => {
  function submit(): void {
    fill(/Team/, ' Acme ');
    fill(/E-mail/, 'ann@example.org');
    fill(/Password/, 'correct horse');
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  }

  it('sends what was typed and is in', async () => {
    const asked = serve({ 'POST /web/session': { ok: true, team, user: me }, 'GET /web/session': signedInAnswer });
    render(<SignInPage />);
    submit();
    await waitFor(() => expect(session.value.status).toBe('in'));
    expect(asked[0]).toEqual({ route: 'POST /web/session', body: { domain: 'acme', email: 'ann@example.org', password: 'correct horse' } });
  });

  it('says that something of the three is wrong, and not which', async () => {
    serve({ 'POST /web/session': { ok: false, error: 'invalid_credentials' } });
    render(<SignInPage />);
    submit();
    expect((await screen.findByRole('alert')).textContent).toContain('do not go together');
    expect(session.value.status).toBe('out');
  });

  it('waits as long as the server asks', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    serve({ 'POST /web/session': () => Response.json({ ok: false, error: 'ratelimited' }, { status: 429, headers: { 'Retry-After': '2' } }) });
    render(<SignInPage />);
    submit();
    await vi.waitFor(() => expect(screen.getByRole('button', { name: 'Try again in 2 seconds' })).toHaveProperty('disabled', true));
    await vi.advanceTimersByTimeAsync(1000);
    await vi.waitFor(() => expect(screen.getByRole('button', { name: 'Try again in 1 second' })).toHaveProperty('disabled', true));
    await vi.advanceTimersByTimeAsync(1000);
    await vi.waitFor(() => expect(screen.getByRole('button', { name: 'Sign in' })).toHaveProperty('disabled', false));
    vi.useRealTimers();
  });

  it('says why one was signed out', () => {
    update(() => ({ ...EMPTY, session: { status: 'out', first_run: false, is_operator: false, reason: 'account_inactive' } }));
    render(<SignInPage />);
    expect(screen.getByText(/Your account was switched off/)).toBeTruthy();
  });
});

describe('the first team', () => {
  const routes = {
    'POST /web/operator': (body: Record<string, unknown>) =>
      body['key'] === 'right' ? { ok: true } : Response.json({ ok: false, error: 'invalid_auth' }, { status: 401 }),
    'POST /admin/teams': () => Response.json({ team, user: { id: 'U1' }, token: 'xoxp' }, { status: 201 }),
    'POST /web/session': { ok: true, team, user: me },
    'GET /web/session': signedInAnswer,
  };

  function enterTeam(): void {
    fill(/Name of the team/, 'Acme');
    fill(/Your name/, 'Ann');
    fill(/E-mail/, 'ann@example.org');
    fill(/Password/, 'correct horse');
    fireEvent.click(screen.getByRole('button', { name: 'Create team' }));
  }

  it('asks for the operator key until it is right', async () => {
    serve(routes);
    render(<CreateTeamPage />);
    fill(/Operator key/, 'wrong');
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('not this server’s operator key'));
    fill(/Operator key/, ' right ');
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(await screen.findByRole('button', { name: 'Create team' })).toBeTruthy();
  });

  it('is made with its first admin, who is then signed in and told what to do next', async () => {
    const asked = serve(routes);
    update(() => ({ ...EMPTY, session: { status: 'out', first_run: true, is_operator: true } }));
    const { rerender } = render(<CreateTeamPage />);
    enterTeam();
    await waitFor(() => expect(session.value.status).toBe('in'));
    expect(asked.map(({ route }) => route)).toEqual(['POST /admin/teams', 'POST /web/session', 'GET /web/session']);
    expect(asked[0]?.body).toEqual({ name: 'Acme', domain: 'acme', admin: { name: 'Ann', email: 'ann@example.org', password: 'correct horse' } });
    expect(created.value).toEqual({ domain: 'acme', email: 'ann@example.org' });
    rerender(<NextSteps />);
    expect(screen.getByRole('link', { name: /Invite people/ }).getAttribute('href')).toMatch(/^\/manage\//);
    fireEvent.click(screen.getByRole('link', { name: /Open Acme/ }));
    expect(created.value).toBeNull();
  });

  it('tells nobody else who signs in later what to do next', () => {
    created.value = { domain: 'acme', email: 'ann@example.org' };
    endSession();
    expect(created.value).toBeNull();
  });

  it('says at the field that a short name is taken', async () => {
    serve({ ...routes, 'POST /admin/teams': () => Response.json({ code: 'domain_taken', status: 409 }, { status: 409 }) });
    update(() => ({ ...EMPTY, session: { status: 'out', first_run: true, is_operator: true } }));
    render(<CreateTeamPage />);
    enterTeam();
    await waitFor(() => expect(screen.getByLabelText(/Short name/).getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByText(/Another team of this server has that short name/)).toBeTruthy();
  });

  it('that was made while signing in failed leads to the usual way in', async () => {
    serve({ ...routes, 'POST /web/session': () => Response.json({ ok: false, error: 'ratelimited' }, { status: 429, headers: { 'Retry-After': '9' } }) });
    update(() => ({ ...EMPTY, session: { status: 'out', first_run: true, is_operator: true } }));
    render(<CreateTeamPage />);
    enterTeam();
    expect(await screen.findByText(/The team is there/)).toBeTruthy();
    expect(screen.getByLabelText(/Team/)).toHaveProperty('value', 'acme');
  });
});

describe('an invitation', () => {
  const invitation = { ok: true, team: { name: 'Acme', domain: 'acme' }, email: 'ben@example.org', name: 'Ben' };

  it('is taken with a name and a password', async () => {
    const asked = serve({ 'GET /web/invitation?code=abc': invitation, 'POST /web/invitation': { ok: true, team, user: me }, 'GET /web/session': signedInAnswer });
    render(<JoinPage code="abc" />);
    expect(await screen.findByRole('heading', { name: 'Join Acme' })).toBeTruthy();
    expect(screen.getByLabelText(/Your name/)).toHaveProperty('value', 'Ben');
    fill(/Password/, 'correct horse');
    fireEvent.click(screen.getByRole('button', { name: 'Join Acme' }));
    await waitFor(() => expect(session.value.status).toBe('in'));
    expect(asked[1]).toEqual({ route: 'POST /web/invitation', body: { invitation: 'abc', name: 'Ben', password: 'correct horse' } });
  });

  it('that holds no more says what to do', async () => {
    serve({ 'GET /web/invitation?code=old': { ok: false, error: 'invalid_invitation' } });
    render(<JoinPage code="old" />);
    expect(await screen.findByRole('heading', { name: /not valid any more/ })).toBeTruthy();
    expect(screen.getByText(/Ask an admin/)).toBeTruthy();
  });

  it('can be read again when the server could not be reached', async () => {
    let there = false;
    serve({ 'GET /web/invitation?code=abc': () => (there ? invitation : Response.error()) });
    render(<JoinPage code="abc" />);
    const again = await screen.findByRole('button', { name: 'Try again' });
    there = true;
    fireEvent.click(again);
    expect(await screen.findByRole('heading', { name: 'Join Acme' })).toBeTruthy();
  });
});
