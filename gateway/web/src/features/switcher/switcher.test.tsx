// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigate, pathTo, route, startRouter } from '../../router';
import { endSession, signOut } from '../../store';
import { setLanguage } from '../../text';
import { side } from '../panes';
import { closeConversation } from '../sidebar';
import { channel, dm, person, serve, signedIn } from '../testing';
import { followVisits, recent } from './recent';
import { SwitcherDialog } from './SwitcherDialog';

let stops: (() => void)[];

beforeEach(() => {
  setLanguage('en');
  localStorage.clear();
  serve({
    'POST /api/users.search': (body) => ({ ok: true, users: [person('U2', 'Ben'), person('U9', 'Berta'), person('U8', 'Gone', { deleted: true })].filter((user) => user.name.startsWith(String(body['query']))) }),
    'DELETE /web/session': { ok: true },
    'POST /api/conversations.open': { ok: true, channel: dm('D9', 'U9') },
  });
  signedIn({
    channels: [channel('C1', 'general'), channel('C2', 'random'), channel('C3', 'research', { is_member: false }), channel('C4', 'gone', { is_archived: true }), dm('D1', 'U2')],
    users: [person('U2', 'Ben')],
  });
  stops = [startRouter(), followVisits()];
});

afterEach(() => {
  cleanup();
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
});

function open() {
  const onClose = vi.fn();
  render(<SwitcherDialog onClose={onClose} />);
  const field = screen.getByRole('combobox');
  const press = (key: string) => fireEvent.keyDown(field, { key });
  const type = (value: string) => fireEvent.input(field, { target: { value } });
  const options = () => screen.queryAllByRole('option').map((option) => option.textContent ?? '');
  return { onClose, press, type, options };
}

describe('where one has been', () => {
  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith('chat.recent.'));

  it('is kept when a session ends by itself, and forgotten at signing out', async () => {
    navigate(pathTo.channel('C1'));
    endSession('token_revoked');
    expect(kept()).toEqual(['chat.recent.T1.U1']);
    await signOut();
    expect(kept()).toEqual([]);
  });
});

describe('the switcher', () => {
  it('begins with where one has been, the last first and the present one not', () => {
    for (const id of ['C1', 'D1', 'C2']) navigate(pathTo.channel(id));
    const { options } = open();
    expect(options().slice(0, 2)).toEqual([expect.stringContaining('Ben'), expect.stringContaining('general')]);
    expect(options().join()).not.toContain('random');
  });

  it('goes by letters, arrows and Enter', async () => {
    const { onClose, press, type, options } = open();
    type('r');
    await waitFor(() => expect(options()).toHaveLength(4));
    expect(options()[0]).toContain('random');
    expect(options()[1]).toContain('research');
    expect(options()[1]).toContain('not joined');
    press('ArrowDown');
    press('Enter');
    expect(onClose).toHaveBeenCalled();
    expect(route.value).toEqual({ name: 'client', channel: 'C3' });
  });

  it('finds people with whom there is no conversation yet, and begins one', async () => {
    const { press, type, options } = open();
    type('ber');
    await waitFor(() => expect(options()[0]).toContain('Berta'));
    press('Enter');
    await waitFor(() => expect(route.value).toEqual({ name: 'client', channel: 'D9' }));
  });

  it('does not show somebody twice, nor archived channels, nor who is gone', async () => {
    const { type, options } = open();
    type('ben');
    await waitFor(() => expect(options()).toHaveLength(2));
    type('gone');
    await waitFor(() => expect(options()).toEqual([expect.stringContaining('Search messages')]));
  });

  it('looks for words in messages where no name has them', async () => {
    const { press, type, options } = open();
    type('budget');
    await waitFor(() => expect(options()).toEqual(['Search messages for “budget”'].map((text) => expect.stringContaining(text))));
    press('Enter');
    expect(side.value).toEqual({ kind: 'search', query: 'budget' });
  });
});

describe('where one has been', () => {
  it('is no longer the conversation that was closed', async () => {
    serve({ 'POST /api/conversations.close': { ok: true } });
    for (const id of ['C1', 'C2', 'D1']) navigate(pathTo.channel(id));
    await closeConversation('D1');
    expect(route.value).toEqual({ name: 'home' });
    expect(recent.value.slice(0, 2)).toEqual(['C2', 'C1']);
    expect(recent.value).not.toContain('D1');
  });

  it('is that conversation still when it could not be closed', async () => {
    serve({ 'POST /api/conversations.close': { ok: false, error: 'service_unavailable' } });
    navigate(pathTo.channel('D1'));
    await closeConversation('D1');
    expect(route.value).toEqual({ name: 'client', channel: 'D1' });
    expect(recent.value[0]).toBe('D1');
  });
});
