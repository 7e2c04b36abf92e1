// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../text';
import { Confirmations } from '../../../ui';
import { violations } from '../../../ui/testing/axe';
import { serve } from '../../testing';
import { memberOf } from '../testing/fakes';
import { Bots } from './Bots';

const users = '/admin/teams/T1/users';
const bot = memberOf('U5', 'Deploy', { is_bot: true });

beforeEach(() => setLanguage('en'));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(): void {
  render(
    <>
      <Bots team="T1" />
      <Confirmations />
    </>,
  );
}

describe('bots', () => {
  it('are none at first', async () => {
    serve({ [`GET ${users}?limit=1000`]: { users: [memberOf('U1', 'Ann')], next_cursor: '' } });
    show();
    await screen.findByText('No bots yet');
  });

  it('are made, and their token is shown once', async () => {
    const asked = serve({ [`GET ${users}?limit=1000`]: { users: [], next_cursor: '' }, [`POST ${users}`]: { user: bot, token: 'xoxb-secret', key: 'k1' } });
    show();
    fireEvent.click(screen.getByRole('button', { name: 'Create a bot' }));
    fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'deploy' } });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    expect(((await screen.findByLabelText('New token')) as HTMLInputElement).value).toBe('xoxb-secret');
    expect(asked.at(-1)?.body).toEqual({ name: 'deploy', is_bot: true });
    expect(await violations()).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    await screen.findByRole('row', { name: /Deploy/ });
    expect(screen.queryByLabelText('New token')).toBeNull();
  });

  it('lose one token, or all of them, after a question', async () => {
    const tokens = [
      { key: 'aaaa', created: 1_700_000_000, revoked: false },
      { key: 'bbbb', created: 1_700_000_100, revoked: false },
    ];
    const asked = serve({
      [`GET ${users}?limit=1000`]: { users: [bot], next_cursor: '' },
      [`GET ${users}/U5/tokens`]: () => ({ tokens }),
      [`DELETE ${users}/U5/tokens/aaaa`]: () => {
        tokens[0]!.revoked = true;
        return { revoked: 1 };
      },
      [`DELETE ${users}/U5/tokens`]: () => {
        tokens.forEach((token) => (token.revoked = true));
        return { revoked: 1 };
      },
    });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Tokens of Deploy' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Revoke aaaa' }));
    expect(asked.some(({ route }) => route.startsWith('DELETE'))).toBe(false);
    fireEvent.click(within(screen.getByRole('dialog', { name: /Revoke this token/ })).getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Revoke aaaa' })).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: 'Revoke all' }));
    fireEvent.click(within(screen.getByRole('dialog', { name: /Revoke all/ })).getByRole('button', { name: 'Revoke all' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Revoke bbbb' })).toBeNull());
    expect((screen.getByRole('button', { name: 'Revoke all' }) as HTMLButtonElement).disabled).toBe(true);
  });
});
