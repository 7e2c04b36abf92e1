// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../text';
import { Confirmations, Toasts } from '../../../ui';
import { violations } from '../../../ui/testing/axe';
import { serve, signedIn } from '../../testing';
import { memberOf } from '../testing/fakes';
import { Members } from './Members';

const users = '/admin/teams/T1/users';

beforeEach(() => {
  setLanguage('en');
  signedIn();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function show() {
  return render(
    <>
      <Members team="T1" self="U1" />
      <Toasts />
      <Confirmations />
    </>,
  );
}

const three = {
  users: [memberOf('U1', 'Ann', { is_admin: true }), memberOf('U2', 'Ben'), memberOf('U3', 'Carla', { unclaimed: true })],
  next_cursor: '',
};

function rowOf(name: RegExp): HTMLElement {
  return screen.getByRole('row', { name });
}

async function choose(name: RegExp, item: string): Promise<void> {
  fireEvent.click(within(rowOf(name)).getByRole('button'));
  fireEvent.click(await screen.findByRole('menuitem', { name: new RegExp(item) }));
}

function answer(name: string): void {
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }));
}

describe('members', () => {
  it('are shown with their roles and states', async () => {
    serve({ [`GET ${users}?limit=1000`]: three });
    show();
    expect((await screen.findByRole('row', { name: /Ann/ })).textContent).toContain('Admin');
    expect(rowOf(/Carla/).textContent).toContain('Imported, not claimed yet');
    expect(await violations()).toEqual([]);
  });

  it('are looked for among all of them, a page at a time', async () => {
    const many = Array.from({ length: 200 }, (_, n) => memberOf(`U${n + 100}`, `Person${n}`));
    const asked = serve({
      [`GET ${users}?limit=1000`]: { users: many, next_cursor: 'abc' },
      [`GET ${users}?cursor=abc&limit=1000`]: { users: [memberOf('U900', 'Zoë')], next_cursor: '' },
    });
    show();
    await screen.findByRole('row', { name: /Person0/ });
    expect(screen.getAllByRole('row')).toHaveLength(51);
    fireEvent.click(screen.getByRole('button', { name: 'Next' }));
    await screen.findByRole('row', { name: /Person50/ });
    expect(asked).toHaveLength(1);
    fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'zoe' } });
    await screen.findByRole('row', { name: /Zoë/ });
    expect(screen.getAllByRole('row')).toHaveLength(2);
  });

  it('whom an import brought and who have not come yet are shown by themselves', async () => {
    serve({ [`GET ${users}?limit=1000`]: three });
    show();
    await screen.findByRole('row', { name: /Ann/ });
    fireEvent.change(screen.getByLabelText('Show'), { target: { value: 'unclaimed' } });
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(rowOf(/Carla/)).toBeTruthy();
  });

  it('are not asked for by what nobody is', async () => {
    serve({ [`GET ${users}?limit=1000`]: { users: [memberOf('U1', 'Ann')], next_cursor: '' } });
    show();
    await screen.findByRole('row', { name: /Ann/ });
    expect(screen.queryByRole('option', { name: 'Imported, not claimed yet' })).toBeNull();
  });

  it('are deactivated after a question', async () => {
    const asked = serve({ [`GET ${users}?limit=1000`]: three, [`POST ${users}/U2/deactivate`]: { user: memberOf('U2', 'Ben', { deleted: true }) } });
    show();
    await screen.findByRole('row', { name: /Ben/ });
    await choose(/Ben/, 'Deactivate');
    await screen.findByRole('dialog', { name: 'Deactivate Ben?' });
    answer('Cancel');
    await choose(/Ben/, 'Deactivate');
    await screen.findByRole('dialog', { name: 'Deactivate Ben?' });
    expect(asked).toHaveLength(1);
    answer('Deactivate');
    await waitFor(() => expect(rowOf(/Ben/).textContent).toContain('Deactivated'));
    expect(screen.getByText('Ben has been deactivated.')).toBeTruthy();
  });

  it('do not deactivate themselves', async () => {
    serve({ [`GET ${users}?limit=1000`]: three });
    show();
    await screen.findByRole('row', { name: /Ann/ });
    fireEvent.click(within(rowOf(/Ann/)).getByRole('button'));
    expect((await screen.findByRole('menuitem', { name: /Deactivate/ })).getAttribute('aria-disabled')).toBe('true');
  });

  it('become admins, and the server’s refusal is told', async () => {
    serve({
      [`GET ${users}?limit=1000`]: three,
      [`PATCH ${users}/U1`]: () => Response.json({ code: 'cant_demote_last_admin', detail: 'Make somebody else an admin first.' }, { status: 409 }),
    });
    show();
    await screen.findByRole('row', { name: /Ann/ });
    await choose(/Ann/, 'Take admin rights away');
    answer('Take admin rights away');
    expect((await screen.findByRole('alert')).textContent).toContain('Make somebody else an admin first.');
  });

  it('are invited by a link that is shown once', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const asked = serve({
      [`GET ${users}?limit=1000`]: three,
      'POST /admin/teams/T1/invitations': { invitation: { url: 'https://chat.example/join/abc', email: 'dan@example.org', expires: 1_800_000_000 } },
    });
    show();
    fireEvent.click(screen.getByRole('button', { name: 'Invite by e-mail' }));
    const dialog = screen.getByRole('dialog', { name: 'Invite somebody' });
    fireEvent.input(within(dialog).getByLabelText(/E-mail/), { target: { value: ' dan@example.org ' } });
    fireEvent.submit(within(dialog).getByLabelText(/E-mail/).closest('form')!);
    const link = await within(dialog).findByLabelText('Invitation link');
    expect((link as HTMLInputElement).value).toBe('https://chat.example/join/abc');
    expect(asked.at(-1)?.body).toEqual({ email: 'dan@example.org' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Copy' }));
    await within(dialog).findByRole('button', { name: 'Copied' });
    expect(writeText).toHaveBeenCalledWith('https://chat.example/join/abc');
    expect(await violations()).toEqual([]);
  });

  it('that an import brought are invited to claim their account', async () => {
    const asked = serve({
      [`GET ${users}?limit=1000`]: three,
      'POST /admin/teams/T1/invitations': { invitation: { url: 'https://chat.example/join/abc', email: 'carla@example.org', expires: 1_800_000_000, is_admin: true } },
    });
    show();
    await screen.findByRole('row', { name: /Carla/ });
    await choose(/Carla/, 'Invite to claim this account');
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    expect(screen.queryByText(/becomes an admin/)).toBeNull();
    await screen.findByLabelText('Invitation link');
    expect(screen.getByText(/becomes an admin/)).toBeTruthy();
    expect(asked.at(-1)?.body).toEqual({ email: 'carla@example.org', name: 'Carla' });
  });

  it('are added with a password; what is wrong stands at its field', async () => {
    let isTaken = true;
    serve({
      [`GET ${users}?limit=1000`]: three,
      [`POST ${users}`]: () =>
        isTaken
          ? Response.json({ code: 'invalid_arguments', errors: { password: ['Give 8 to 72 characters.'] } }, { status: 400 })
          : { user: memberOf('U4', 'Dan'), token: 'xoxp-secret', key: 'k' },
    });
    show();
    await screen.findByRole('row', { name: /Ben/ });
    fireEvent.click(screen.getByRole('button', { name: 'Add with a password' }));
    const dialog = screen.getByRole('dialog');
    fireEvent.input(within(dialog).getByLabelText('Name'), { target: { value: 'dan' } });
    fireEvent.submit(dialog.querySelector('form')!);
    await within(dialog).findByText('Give 8 to 72 characters.');
    isTaken = false;
    fireEvent.submit(dialog.querySelector('form')!);
    await screen.findByRole('row', { name: /Dan/ });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.body.textContent).not.toContain('xoxp-secret');
  });
});
