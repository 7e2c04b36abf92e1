// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../text';
import { Toasts } from '../../ui';
import { me, person, serve, signedIn } from '../testing';
import { ProfileDialog } from './ProfileDialog';
import { ProfilePane } from './ProfilePane';
import { StatusDialog } from './StatusDialog';

const Soon = Math.floor(Date.now() / 1000) + 7 * 24 * 3600;

beforeEach(() => setLanguage('en'));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a member id', () => {
  const copy = async () => {
    render(<><ProfilePane user="U2" onClose={() => undefined} /><Toasts /></>);
    fireEvent.click(screen.getByRole('button', { name: 'Member id' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /Copy member id/, hidden: true }));
  };

  beforeEach(() => {
    signedIn({ users: [person('U2', 'Ben')] });
    vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: undefined } }));
  });

  it('is copied over plain http, too', async () => {
    document.execCommand = vi.fn(() => true);
    await copy();
    expect(await screen.findByText('Copied.')).toBeTruthy();
    expect(document.execCommand).toHaveBeenCalledWith('copy');
  });

  it('that cannot be copied is told of', async () => {
    document.execCommand = vi.fn(() => false);
    await copy();
    expect(await screen.findByText(/did not allow copying/)).toBeTruthy();
  });
});

describe('a status', () => {
  const edit = async (status_expiration: number | undefined) => {
    const profile = { ...me.profile, ...(status_expiration === undefined ? {} : { status_text: 'Away', status_emoji: ':bus:', status_expiration }) };
    signedIn({ users: [{ ...me, profile }] });
    const asked = serve({ 'POST /api/users.profile.set': { ok: true, username: 'ann', profile } });
    const onClose = vi.fn();
    render(<StatusDialog onClose={onClose} />);
    fireEvent.input(screen.getByLabelText('What are you doing?'), { target: { value: 'Far away' } });
    fireEvent.submit(screen.getByLabelText('What are you doing?').closest('form')!);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    return JSON.parse(String(asked[0]?.body['profile'])) as { status_expiration: number };
  };

  it('that is edited ends when it would have ended', async () => {
    expect(await edit(Soon)).toMatchObject({ status_text: 'Far away', status_emoji: ':bus:', status_expiration: Soon });
    expect(screen.getByLabelText('Clear after')).toHaveProperty('value', 'kept');
    cleanup();
    expect(await edit(0)).toMatchObject({ status_expiration: 0 });
  });

  it('that is new ends today', async () => {
    expect((await edit(undefined)).status_expiration).toBeGreaterThan(Date.now() / 1000);
    expect(screen.queryByRole('option', { name: /As it is/, hidden: true })).toBeNull();
  });
});

describe('a picture’s address', () => {
  it('that is too long is told of, and not cut', () => {
    signedIn();
    serve({});
    render(<ProfileDialog onClose={() => undefined} />);
    const field = screen.getByLabelText<HTMLInputElement>('Address of a picture');
    expect(field.maxLength).toBeLessThan(0);
    const address = `https://example.org/${'x'.repeat(240)}`;
    fireEvent.input(field, { target: { value: address } });
    expect(field.value).toBe(address);
    expect(screen.getByText('4 characters too many: give a shorter address.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save', hidden: true }).disabled).toBe(true);
  });
});
