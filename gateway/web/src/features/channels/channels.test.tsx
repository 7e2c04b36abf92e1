// @vitest-environment happy-dom
import { cleanup, fireEvent, render, renderHook, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigate, route, startRouter } from '../../router';
import { channels } from '../../store';
import { setLanguage } from '../../text';
import { dialog } from '../panes';
import { channel, person, serve, signedIn } from '../testing';
import { found, usePublicChannels } from './browsing';
import { CreateDialog } from './CreateDialog';
import { EditDialog } from './EditDialog';
import { InviteDialog } from './InviteDialog';
import { MembersTab } from './MembersTab';
import { itemsOf } from './menu';
import { nameTyped } from './naming';

let stop: () => void;

beforeEach(() => {
  setLanguage('en');
  signedIn({ channels: [channel('C1', 'general', { topic: { value: 'Old', creator: 'U1', last_set: 1 } })] });
  stop = startRouter();
  navigate('/');
});

afterEach(() => {
  cleanup();
  stop();
  vi.unstubAllGlobals();
});

function fill(label: RegExp, value: string): void {
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

describe('creating a channel', () => {
  it('makes a name of what is typed, goes there, and asks whom to invite to a private one', async () => {
    const asked = serve({
      'POST /api/conversations.create': { ok: true, channel: channel('C9', 'plan-b', { is_private: true }) },
      'POST /api/conversations.setPurpose': { ok: true, channel: channel('C9', 'plan-b', { is_private: true }) },
    });
    const onClose = vi.fn();
    render(<CreateDialog onClose={onClose} />);
    fill(/Name/, '#Plan  B');
    fill(/Purpose/, 'If A fails');
    fireEvent.click(screen.getByLabelText(/Only those who are invited/));
    fireEvent.submit(screen.getByLabelText(/Name/).closest('form')!);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(asked.map(({ body }) => body)).toEqual([{ name: 'plan-b', is_private: 'true' }, { channel: 'C9', purpose: 'If A fails' }]);
    expect(route.value).toEqual({ name: 'client', channel: 'C9' });
    expect(dialog.value).toEqual({ kind: 'invite', channel: 'C9' });
  });

  it('says at the name that it is taken', async () => {
    serve({ 'POST /api/conversations.create': { ok: false, error: 'name_taken' } });
    render(<CreateDialog name="general" onClose={() => undefined} />);
    fireEvent.submit(screen.getByLabelText(/Name/).closest('form')!);
    await waitFor(() => expect(screen.getByLabelText(/Name/).getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByText(/There is a channel of that name/)).toBeTruthy();
  });
});

describe('editing', () => {
  it('begins with what is there, and asks nothing when nothing was changed', async () => {
    const asked = serve({ 'POST /api/conversations.setTopic': { ok: true, channel: channel('C1', 'general') } });
    const onClose = vi.fn();
    render(<EditDialog channel="C1" what="topic" onClose={onClose} />);
    expect(screen.getByLabelText(/Topic/)).toHaveProperty('value', 'Old');
    fireEvent.submit(screen.getByLabelText(/Topic/).closest('form')!);
    await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
    expect(asked).toEqual([]);
    fill(/Topic/, ' New ');
    fireEvent.submit(screen.getByLabelText(/Topic/).closest('form')!);
    await waitFor(() => expect(onClose).toHaveBeenCalledTimes(2));
    expect(asked[0]?.body).toEqual({ channel: 'C1', topic: 'New' });
  });
});

describe('inviting', () => {
  it('says of each who could not be invited why, and keeps them chosen', async () => {
    serve({
      'POST /api/conversations.members': { ok: true, members: ['U1', 'U4'] },
      'POST /api/users.search': { ok: true, users: [person('U2', 'Ben'), person('U3', 'Carla'), person('U4', 'Dora')] },
      'POST /api/conversations.invite': { ok: true, channel: channel('C1', 'general'), errors: [{ user: 'U3', ok: false, error: 'user_disabled' }] },
    });
    const onClose = vi.fn();
    render(<InviteDialog channel="C1" onClose={onClose} />);
    for (const name of ['Ben', 'Carla']) {
      fireEvent.input(screen.getByRole('combobox'), { target: { value: name } });
      fireEvent.click(await screen.findByRole('option', { name: new RegExp(name) }));
    }
    fireEvent.input(screen.getByRole('combobox'), { target: { value: 'd' } });
    expect((await screen.findByRole('option', { name: /Dora.*is here/ })).getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(screen.getByRole('button', { name: 'Invite 2 people' }));
    expect(await screen.findByText(/Carla: .*switched off/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Invite 1 person' })).toBeTruthy();
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe('finding members', () => {
  const all = Array.from({ length: 10_000 }, (_, n) => `U${n + 100}`);
  const members = (body: Record<string, unknown>) => {
    const from = Number(body['cursor'] ?? 0);
    const to = Math.min(all.length, from + Number(body['limit']));
    return { ok: true, members: all.slice(from, to), response_metadata: { next_cursor: to < all.length ? String(to) : '' } };
  };
  const type = (query: string) => fireEvent.input(screen.getByLabelText('Find members'), { target: { value: query } });
  const lines = () => screen.queryAllByRole('listitem').map((line) => line.textContent);

  it('finds among ten thousand those who are not known yet, and nobody who is elsewhere', async () => {
    const asked = serve({
      'POST /api/conversations.members': members,
      'POST /api/users.search': { ok: true, users: [person('U9999', 'Carla'), person('U2', 'Carl')] },
    });
    render(<MembersTab channel={channel('C1', 'general')} />);
    await waitFor(() => expect(lines().length).toBeGreaterThan(0));
    type('Carl');
    expect(screen.getByText('Looking through the members…')).toBeTruthy();
    expect(await screen.findByText('1 result', {}, { timeout: 5_000 })).toBeTruthy();
    expect(lines()).toEqual([expect.stringContaining('Carla')]);
    expect(asked.filter(({ route }) => route === 'POST /api/conversations.members').length).toBeLessThan(15);
    expect(asked.filter(({ route }) => route === 'POST /api/users.info').length).toBeLessThan(5);
  });

  it('says that nobody was found, and that there may be others than the server finds at once', async () => {
    serve({
      'POST /api/conversations.members': members,
      'POST /api/users.search': ({ query }) => ({ ok: true, users: query === 'x' ? [] : all.slice(0, 50).map((id, n) => person(id, `Ann ${n}`)) }),
    });
    render(<MembersTab channel={channel('C1', 'general')} />);
    type('x');
    expect(await screen.findByText('No member of this channel goes by that name.', {}, { timeout: 5_000 })).toBeTruthy();
    type('ann');
    expect(await screen.findByText(/^50 members found; there may be others/)).toBeTruthy();
  });

  it('says what went wrong, and goes on when told', async () => {
    let fails = true;
    serve({
      'POST /api/conversations.members': (body) => (fails ? { ok: false, error: 'service_unavailable' } : members(body)),
      'POST /api/users.search': { ok: true, users: [person('U9999', 'Carla')] },
    });
    render(<MembersTab channel={channel('C1', 'general')} />);
    type('carla');
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    fireEvent.click(again);
    expect(await screen.findByText('1 result', {}, { timeout: 5_000 })).toBeTruthy();
  });
});

describe('found', () => {
  const all = [channel('C1', 'zoo'), channel('C2', 'alpha', { purpose: { value: 'All the Zebras', creator: '', last_set: 0 } }), channel('C3', 'zero', { is_archived: true })];

  it('has every word in name, topic or purpose, by name, archived ones when wanted', () => {
    expect(found(all, '', false).map(({ name }) => name)).toEqual(['alpha', 'zoo']);
    expect(found(all, 'zebra all', false).map(({ name }) => name)).toEqual(['alpha']);
    expect(found(all, '#z', true).map(({ name }) => name)).toEqual(['alpha', 'zero', 'zoo']);
  });
});

describe('what can be done with a channel', () => {
  const labels = (more: Parameters<typeof channel>[2]) => itemsOf(channel('C1', 'general', more)).map((item) => item?.label);

  it('depends on being in it, and on what it is', () => {
    expect(labels({})).toContain('Leave channel');
    expect(labels({ is_general: true })).not.toContain('Leave channel');
    expect(labels({ is_member: false })).toEqual(['Channel details']);
    expect(labels({ is_archived: true })).toContain('Bring back');
  });
});

describe('nameTyped', () => {
  it('is what the server takes', () => {
    expect(nameTyped('##Ärzte und Söhne')).toBe('ärzte-und-söhne');
    expect(nameTyped('x'.repeat(99))).toHaveLength(80);
  });
});

describe('a page of public channels', () => {
  it('is one change of what the client knows, however long it is', async () => {
    const page = Array.from({ length: 300 }, (_, i) => channel(`C${100 + i}`, `channel-${i}`, { is_member: false }));
    serve({ 'POST /api/conversations.list': { ok: true, channels: page } });
    let changes = -1;
    const silence = channels.subscribe(() => void changes++);
    const { result } = renderHook(() => usePublicChannels(false));
    await waitFor(() => expect(result.current.channels).toHaveLength(300));
    expect(changes).toBe(1);
    expect(channels.value['C100']?.name).toBe('channel-0');
    silence();
  });
});
