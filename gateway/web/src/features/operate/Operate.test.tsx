// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigate, startRouter } from '../../router';
import { EMPTY, session, update } from '../../store';
import { setLanguage } from '../../text';
import { violations } from '../../ui/testing/axe';
import { serve } from '../testing';
import { Operate } from './Operate';

const teams = 'GET /admin/teams?limit=1000';
const acme = { id: 'T1', name: 'Acme', domain: 'acme', created: 1_700_000_000, shard: 's1' };

let stop: () => void;

beforeEach(() => {
  setLanguage('en');
  stop = startRouter();
  navigate('/operate');
});

afterEach(() => {
  cleanup();
  stop();
  vi.unstubAllGlobals();
});

function signedOut(is_operator: boolean): void {
  update(() => ({ ...EMPTY, session: { status: 'out', first_run: false, is_operator } }));
}

describe('operation', () => {
  it('opens with the operator key, and with no other', async () => {
    signedOut(false);
    serve({
      'POST /web/operator': ({ key }) => (key === 'right' ? { ok: true } : Response.json({ ok: false, error: 'invalid_auth' }, { status: 401 })),
      [teams]: { teams: [acme], next_cursor: '' },
    });
    render(<Operate />);
    expect(await violations()).toEqual([]);
    const field = screen.getByLabelText('Operator key');
    fireEvent.input(field, { target: { value: 'wrong' } });
    fireEvent.submit(field.closest('form')!);
    await screen.findByText('That is not this server’s operator key. Copy it whole.');
    fireEvent.input(field, { target: { value: ' right ' } });
    fireEvent.submit(field.closest('form')!);
    expect((await screen.findByRole('link', { name: 'Acme' })).getAttribute('href')).toBe('/operate/teams/T1');
    expect(screen.queryByLabelText('Operator key')).toBeNull();
  });

  it('is left again', async () => {
    signedOut(true);
    serve({ 'DELETE /web/operator': { ok: true }, [teams]: { teams: [], next_cursor: '' } });
    render(<Operate />);
    fireEvent.click(screen.getByRole('button', { name: 'Leave operation' }));
    await screen.findByLabelText('Operator key');
    expect(session.value).toMatchObject({ is_operator: false });
  });

  it('makes a team, and says how its admin comes in', async () => {
    signedOut(true);
    const asked = serve({ [teams]: { teams: [], next_cursor: '' }, 'POST /admin/teams': { team: acme, user: { id: 'U1' }, token: 'xoxp-secret', url: 'https://chat.example.org' } });
    render(<Operate />);
    await screen.findByText('No teams yet');
    fireEvent.click(screen.getByRole('button', { name: 'Create a team' }));
    const dialog = screen.getByRole('dialog');
    const [name, admin] = screen.getAllByLabelText('Name');
    for (const [field, value] of [
      [name, 'Acme'],
      [screen.getByLabelText('Short name'), 'acme'],
      [admin, 'ann'],
      [screen.getByLabelText('E-mail'), 'ann@example.org'],
      [screen.getByLabelText('Password'), 'correct horse'],
    ] as const)
      fireEvent.input(field!, { target: { value } });
    fireEvent.submit(dialog.querySelector('form')!);
    await screen.findByText(/signs in at https:\/\/chat.example.org with the team acme, the e-mail ann@example.org/);
    expect(asked.at(-1)?.body).toEqual({ name: 'Acme', domain: 'acme', admin: { name: 'ann', email: 'ann@example.org', password: 'correct horse' } });
    expect(await violations()).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    await screen.findByRole('link', { name: 'Acme' });
  });

  it('shows a team’s shard and rows, and moves it', async () => {
    signedOut(true);
    navigate('/operate/teams/T1');
    const shard = (name: string) => ({
      name, state: 'active', weight: 1, sync_state: 'single', epoch: 1, even: { side: 'A', teams: 1 }, odd: { side: 'A', teams: 0 }, write_rate: { changes_per_second: 0, bytes_per_second: 0 },
    });
    const move = { id: 'T1-1', kind: 'move', team: 'T1', from: 's1', to: 's2', state: 'running', progress: { done: 500, total: 2000, unit: 'rows', rate: 250 }, started: 1_700_000_000 };
    let isMoving = false;
    const asked = serve({
      'GET /admin/teams/T1': { team: acme },
      'GET /admin/teams/T1/shard': {
        team_id: 'T1', shard: 's1', side: 'A', owner_epoch: 3, owner_state: 'active', tables: [{ name: 'messages', rows: 1234 }], write_rate: { changes_per_second: 2.5, bytes_per_second: 900 },
        directory: 'ok', silent_silos: 1,
      },
      'GET /admin/moves': () => ({ jobs: isMoving ? [move] : [] }),
      'GET /admin/shards': { shards: [shard('s1'), shard('s2')], directory: 'ok', silent_silos: 0 },
      'POST /admin/teams/T1/move': () => {
        isMoving = true;
        return { job: move };
      },
    });
    const { Confirmations } = await import('../../ui');
    render(
      <>
        <Operate />
        <Confirmations />
      </>,
    );
    await screen.findByRole('row', { name: /messages 1,234/ });
    expect(screen.getByText(/1 silo did not tell/)).toBeTruthy();
    await waitFor(() => expect((screen.getByLabelText('To') as HTMLSelectElement).value).toBe('s2'));
    fireEvent.submit(screen.getByLabelText('To').closest('form')!);
    fireEvent.click((await screen.findAllByRole('button', { name: 'Move a team' })).at(-1)!);
    await screen.findByText('500 of 2,000 rows · 250 a second · 6 sec left');
    expect(asked.find(({ route }) => route === 'POST /admin/teams/T1/move')?.body).toEqual({ shard: 's2' });
    expect(await violations()).toEqual([]);
  });
});
