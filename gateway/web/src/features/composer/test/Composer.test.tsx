// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attachment } from '../../../protocol';
import { endSession, setDraft, state, update } from '../../../store';
import { forgetKept, startKeeping } from '../../../store/keeping';
import { later, rest, StoreBench } from '../../../store/test/bench';
import { at, channel, someState, user } from '../../../store/test/fixtures';
import { setLanguage } from '../../../text';
import { Confirmations } from '../../../ui';
import { ComposerPlace, type ComposerPlaceProps } from '../ComposerPlace';

let bench: StoreBench;

beforeEach(() => {
  vi.useFakeTimers();
  setLanguage('en');
  bench = new StoreBench({ 'users.search': () => ({ users: [user('U07', { name: 'anton', profile: { real_name: 'Anton K', display_name: '' } })] }) }, someState({
    users: { U01: user('U01'), U02: user('U02', { name: 'anna', profile: { real_name: 'Anna Berg', display_name: 'Anna' } }) },
  }));
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

async function show(props: Partial<ComposerPlaceProps> = {}) {
  render(
    <>
      <ComposerPlace channel="C01" {...props} />
      <Confirmations />
    </>,
  );
  await settle();
  return field();
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox');
const sent = () => bench.asked.map(({ frame }) => frame).filter((frame) => frame.type === 'message');

async function settle(milliseconds = 0) {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    await rest();
  });
}

async function type(text: string) {
  const area = field();
  area.value = text;
  area.setSelectionRange(text.length, text.length);
  fireEvent.input(area);
  await settle();
}

async function press(key: string, more: object = {}) {
  const taken = !fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
  await settle();
  return taken;
}

describe('sending', () => {
  it('happens on Enter, and leaves the composer empty', async () => {
    (await show()).focus();
    await type('hello <world>');
    await press('Enter');
    expect(sent()).toMatchObject([{ channel: 'C01', text: 'hello &lt;world&gt;', client_msg_id: 'm1' }]);
    expect(field().value).toBe('');
    expect(document.activeElement).toBe(field());
  });

  it('does not happen on Shift+Enter, in an open block, while composing, or with nothing to say', async () => {
    (await show()).focus();
    await type('  ');
    await press('Enter');
    await type('a');
    expect(await press('Enter', { shiftKey: true })).toBe(false);
    await press('Enter', { isComposing: true });
    await type('```\ncode');
    expect(await press('Enter')).toBe(false);
    expect(sent()).toEqual([]);
  });

  it('waits for Ctrl+Enter where Enter begins a line', async () => {
    bench = new StoreBench({}, someState({ prefs: { enter_to_send: 'false' } }));
    (await show()).focus();
    await type('a');
    expect(await press('Enter')).toBe(false);
    await press('Enter', { ctrlKey: true });
    expect(sent()).toHaveLength(1);
  });

  it('is refused above the limit, which is told', async () => {
    (await show()).focus();
    await type('a'.repeat(40_001));
    expect(screen.getByText('1 character too many: shorten the message to send it.')).toBeTruthy();
    await press('Enter');
    expect(sent()).toEqual([]);
    expect(screen.getByRole('button', { name: 'Send message' }).hasAttribute('disabled')).toBe(true);
  });

  it('asks before everybody in a large channel is notified', async () => {
    bench = new StoreBench({}, someState({ channels: { C01: channel('C01', { num_members: 7 }) } }));
    (await show()).focus();
    await type('@channel lunch');
    await press('Enter');
    const dialog = screen.getByRole('dialog', { hidden: true });
    expect(dialog.textContent).toContain('@channel will notify 7 people in #c01');
    expect(sent()).toEqual([]);
    fireEvent.click(within(dialog).getByText('Send'));
    await settle();
    expect(sent()).toMatchObject([{ text: '<!channel> lunch' }]);
  });

  it('happens once although Enter is pressed twice while it is found out how many will be notified, and leaves what is written meanwhile', async () => {
    const members = later<object>();
    bench.on('conversations.info', () => members.promise);
    (await show()).focus();
    await type('@here lunch');
    await press('Enter');
    await press('Enter');
    await type('@here lunch at noon');
    members.resolve({ channel: channel('C01', { num_members: 3 }) });
    await settle();
    expect(sent()).toMatchObject([{ text: '<!here> lunch' }]);
    expect(field().value).toBe('@here lunch at noon');
    await press('Enter');
    expect(sent()).toHaveLength(2);
    expect(field().value).toBe('');
  });

  it('goes to a thread, and to the channel too when told', async () => {
    (await show({ thread: at(10) })).focus();
    fireEvent.click(screen.getByRole('checkbox', { name: 'Also send to #c01' }));
    await type('reply');
    await press('Enter');
    expect(sent()).toMatchObject([{ thread_ts: at(10), reply_broadcast: true }]);
  });
});

describe('completion', () => {
  it('proposes people who are known, then those who are found, and sends their ids', async () => {
    (await show()).focus();
    await type('hi @an');
    expect(screen.getAllByRole('option', { hidden: true }).map((option) => option.textContent)).toEqual(['AAnnaAnna Berg @anna']);
    await settle(200);
    expect(bench.callsOf('users.search')).toMatchObject([{ query: 'an' }]);
    expect(screen.getAllByRole('option', { hidden: true })).toHaveLength(2);
    await press('Enter');
    expect(field().value).toBe('hi @Anna ');
    await press('Enter');
    expect(sent()).toMatchObject([{ text: 'hi <@U02>' }]);
  });

  it('proposes no channels of a session that has ended, also those that were still being asked for', async () => {
    const asked = later<object>();
    bench.on('conversations.list', () => asked.promise);
    (await show()).focus();
    await type('#sec');
    await settle(200);
    cleanup();
    endSession();
    asked.resolve({ channels: [channel('C08', { name: 'secret' })] });
    await settle();
    bench.on('conversations.list', () => ({ channels: [channel('C09', { name: 'second' })] }));
    update(() => someState());
    (await show()).focus();
    await type('#sec');
    await settle(200);
    expect(screen.getAllByRole('option', { hidden: true }).map((option) => option.textContent)).toEqual(['#second']);
    cleanup();
    endSession();
    update(() => someState());
    bench.on('conversations.list', () => ({ channels: [] }));
    (await show()).focus();
    await type('#sec');
    await settle(200);
    expect(screen.queryByRole('option', { hidden: true })).toBeNull();
  });

  it('proposes channels, and goes away on Escape', async () => {
    (await show()).focus();
    await type('#c');
    expect(screen.getAllByRole('option', { hidden: true }).map((option) => option.textContent)).toEqual(['#c01']);
    await press('Escape');
    expect(screen.queryByRole('option', { hidden: true })).toBeNull();
    expect(await press('Tab')).toBe(false);
  });
});

describe('previews', () => {
  const attachment: Attachment = { id: 1, from_url: 'https://example.org/a', title: 'A page', title_link: 'https://example.org/a', fallback: 'A page' };
  const looks = () => bench.asked.filter(({ frame }) => frame.type === 'unfurl_preview');

  async function typeLink() {
    (await show()).focus();
    await type('see https://example.org/a');
    await settle(700);
    looks()[0]?.resolve({ ok: true, reply_to: 1, attachment });
    await settle();
  }

  it('are asked for once a link rests, and shown', async () => {
    (await show()).focus();
    await type('https://exa');
    await settle(300);
    await type('https://example.org/a');
    await settle(700);
    expect(looks().map(({ frame }) => frame)).toEqual([{ type: 'unfurl_preview', url: 'https://example.org/a' }]);
    await type('https://example.org/a and more');
    await settle(700);
    expect(looks()).toHaveLength(1);
    looks()[0]?.resolve({ ok: true, reply_to: 1, attachment });
    await settle();
    expect(screen.getByRole('link', { name: 'A page' })).toBeTruthy();
  });

  it('are taken away by the cross: the message is sent without', async () => {
    await typeLink();
    fireEvent.click(screen.getByRole('button', { name: 'Send without preview' }));
    await settle();
    expect(screen.queryByRole('link', { name: 'A page' })).toBeNull();
    field().focus();
    await press('Enter');
    expect(sent()).toMatchObject([{ unfurl_links: false, unfurl_media: false }]);
    await type('https://example.org/b');
    await press('Enter');
    expect(sent()[1]).not.toHaveProperty('unfurl_links');
  });

  it('stay away from a message that is left and gone on with later, and not from the next one', async () => {
    await typeLink();
    fireEvent.click(screen.getByRole('button', { name: 'Send without preview' }));
    await settle();
    cleanup();
    (await show({ channel: 'D01' })).focus();
    await type('https://example.org/b');
    await press('Enter');
    expect(sent()[0]).not.toHaveProperty('unfurl_links');
    cleanup();
    (await show()).focus();
    expect(screen.getByRole('button', { name: 'Show them' })).toBeTruthy();
    await press('Enter');
    expect(sent()[1]).toMatchObject({ text: 'see https://example.org/a', unfurl_links: false });
    cleanup();
    (await show()).focus();
    await type('https://example.org/a');
    await press('Enter');
    expect(sent()[2]).not.toHaveProperty('unfurl_links');
  });

  it('come back when wanted', async () => {
    await typeLink();
    fireEvent.click(screen.getByRole('button', { name: 'Send without preview' }));
    await settle();
    fireEvent.click(screen.getByRole('button', { name: 'Show them' }));
    await settle();
    expect(screen.getByRole('link', { name: 'A page' })).toBeTruthy();
    expect(looks()).toHaveLength(1);
  });
});

describe('a draft', () => {
  it('is kept when the composer goes, and comes back', async () => {
    (await show()).focus();
    await type('not yet @an');
    await settle(200);
    await press('Enter');
    cleanup();
    expect(state.value.drafts['C01']).toBe('not yet <@U02|Anna> ');
    (await show()).focus();
    expect(field().value).toBe('not yet @Anna ');
    await press('Enter');
    expect(sent()).toMatchObject([{ text: 'not yet <@U02>' }]);
    expect(state.value.drafts).toEqual({});
  });

  it('is of one place', async () => {
    setDraft('C01', at(10), 'in the thread');
    expect((await show()).value).toBe('');
    cleanup();
    expect((await show({ thread: at(10) })).value).toBe('in the thread');
  });
});

describe('a draft that was typed a moment ago', () => {
  const kept = () => (JSON.parse(localStorage.getItem('chat:T01:U01') ?? '{}') as { drafts?: Record<string, string> }).drafts;
  let stop: () => void;
  beforeEach(() => {
    stop = startKeeping();
  });
  afterEach(() => {
    stop();
    vi.restoreAllMocks();
    forgetKept();
  });

  it('is kept when the page goes', async () => {
    (await show()).focus();
    await type('half a');
    dispatchEvent(new Event('pagehide'));
    expect(kept()).toEqual({ C01: 'half a' });
  });

  it('is kept when the page goes to the background, from where it may not come back', async () => {
    (await show()).focus();
    await type('half a');
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(kept()).toEqual({ C01: 'half a' });
  });

  it('is kept every few seconds although typing never rests', async () => {
    (await show()).focus();
    for (let n = 1; n <= 15; n++) {
      await type('a'.repeat(n));
      await settle(200);
    }
    expect(kept()?.['C01']?.length).toBeGreaterThan(8);
  });
});

describe('keys', () => {
  it('edit the last message from an empty composer only', async () => {
    const onEditLast = vi.fn(() => true);
    (await show({ onEditLast })).focus();
    await press('ArrowUp');
    await type('a');
    await press('ArrowUp');
    expect(onEditLast).toHaveBeenCalledTimes(1);
  });

  it('mark what is selected', async () => {
    const area = await show();
    area.focus();
    await type('a word');
    area.setSelectionRange(2, 6);
    await press('b', { ctrlKey: true });
    expect(area.value).toBe('a *word*');
  });

  it('tell that one types, now and then', async () => {
    (await show()).focus();
    bench.now += 60_000;
    await type('a');
    await type('ab');
    expect(bench.told).toEqual([{ type: 'typing', channel: 'C01' }]);
  });
});

describe('a place where one cannot write', () => {
  it('says that the channel is archived', async () => {
    bench = new StoreBench({}, someState({ channels: { C01: channel('C01', { is_archived: true }) } }));
    render(<ComposerPlace channel="C01" />);
    expect(screen.getByText(/This channel is archived/)).toBeTruthy();
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('offers to join', async () => {
    bench = new StoreBench({ 'conversations.join': () => ({ channel: channel('C01') }) }, someState({ channels: { C01: channel('C01', { is_member: false }) } }));
    render(<ComposerPlace channel="C01" />);
    fireEvent.click(screen.getByRole('button', { name: 'Join channel' }));
    await settle();
    expect(field()).toBeTruthy();
  });
});
