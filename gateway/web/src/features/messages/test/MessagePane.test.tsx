// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../api';
import { TS_END, type Message } from '../../../protocol';
import { route, startRouter } from '../../../router';
import { state, update, type Pending, type State } from '../../../store';
import { StoreBench } from '../../../store/test/bench';
import { at, counts, message, NOW, posted, someState, stretch, user } from '../../../store/test/fixtures';
import { setLanguage } from '../../../text';
import { Announcer, Confirmations, Toasts } from '../../../ui';
import { forgetEdits } from '../edits';
import { MessagePane } from '../MessagePane';
import { layOut, settle, tell } from './pane';

let bench: StoreBench;
let focused = true;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  setLanguage('en');
  forgetEdits();
  focused = true;
  layOut();
  vi.spyOn(document, 'hasFocus').mockImplementation(() => focused);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function show(more: Partial<State> = {}, focusTs?: string) {
  bench = new StoreBench({ 'conversations.mark': () => ({}) }, someState({ users: { U01: user('U01'), U02: user('U02', { profile: { real_name: 'Ben', display_name: '' } }) }, ...more }));
  const pane = render(page(focusTs));
  await settle(50);
  return pane;
}

const page = (focusTs?: string) => (
  <>
    <MessagePane channel="C01" focusTs={focusTs} />
    <Confirmations />
    <Toasts />
    <Announcer />
  </>
);

const messages = (...all: Message[]): Partial<State> => ({ histories: { C01: [stretch(all)] } });
const articles = () => screen.getAllByRole('article');
const article = (text: string) => screen.getByText(text).closest<HTMLElement>('[role=article]')!;

describe('opening', () => {
  it('draws the line before the first unread message', async () => {
    await show();
    const line = screen.getByRole('separator', { name: 'New' });
    expect(article('m11').contains(line)).toBe(true);
  });

  it('names the author once for messages that belong together, and the day before them', async () => {
    await show({ counts: { C01: counts('C01', { last_read: at(12) }) } });
    expect(screen.queryByRole('separator', { name: 'New' })).toBeNull();
    expect(screen.getAllByRole('button', { name: 'Ben' })).toHaveLength(1);
    expect(screen.getAllByRole('separator')).toHaveLength(1);
    // The others are told to screen readers.
    expect(articles().every((one) => one.textContent?.includes('Ben'))).toBe(true);
  });

  it('reads what stands around the cursor when that lies far back', async () => {
    const asked: object[] = [];
    bench = new StoreBench(
      {
        'conversations.history': (args) => {
          asked.push(args);
          return args['latest'] === undefined ? { messages: [message(501), message(500)], has_more: true } : { messages: [message(400), message(399)], has_more: true };
        },
      },
      someState({ histories: {}, counts: { C01: counts('C01', { last_read: at(400), latest: at(600), unread_count: 100, has_unreads: true }) } }),
    );
    render(<MessagePane channel="C01" />);
    await settle(50);
    expect(asked.slice(0, 2)).toMatchObject([{ latest: at(400) }, { oldest: at(400) }]);
    expect(within(article('m500')).getByRole('separator', { name: 'New' })).toBeTruthy();
  });

  it('says what went wrong, and tries again', async () => {
    let fails = true;
    bench = new StoreBench(
      {
        'conversations.history': () => {
          if (fails) throw new ApiError('channel_not_found', 200);
          return { messages: [message(1)], has_more: false };
        },
      },
      someState({ histories: {} }),
    );
    render(<MessagePane channel="C01" />);
    await settle(50);
    expect(screen.getByText(/could not be loaded/)).toBeTruthy();
    fails = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await settle(50);
    expect(screen.getByText('m1')).toBeTruthy();
  });

  it('says over the messages that another place could not be opened, and tries that place again', async () => {
    const pane = await show();
    bench.on('conversations.history', () => {
      throw new ApiError('service_unavailable', 503);
    });
    // What is known reaches back to 10.
    await act(async () => update((state) => ({ ...state, histories: { C01: [stretch([message(10), message(11), message(12)], at(10))] } })));
    pane.rerender(page(at(5)));
    await settle(50);
    expect(screen.getByText('m12')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('could not be loaded');
    bench.on('conversations.history', () => ({ messages: [message(6), message(5), message(4)], has_more: false }));
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await settle(50);
    expect(article('m5').querySelector('.is-highlighted')).toBeTruthy();
    expect(screen.queryByText(/could not be loaded/)).toBeNull();
  });

  it('offers to try again when what was shown was forgotten and cannot be read', async () => {
    await show();
    bench.on('conversations.history', () => {
      throw new ApiError('service_unavailable', 503);
    });
    await act(async () => update((state) => ({ ...state, histories: {} })));
    await settle(50);
    expect(screen.queryByText('Loading messages…')).toBeNull();
    bench.on('conversations.history', () => ({ messages: [message(30)], has_more: false }));
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await settle(50);
    expect(screen.getByText('m30')).toBeTruthy();
  });

  it('points out the message of a permalink, or says that it is gone', async () => {
    await show({}, at(11));
    expect(article('m11').querySelector('.is-highlighted')).toBeTruthy();
    await settle(5000);
    expect(article('m11').querySelector('.is-highlighted')).toBeNull();
    cleanup();
    await show({ histories: { C01: [stretch([message(10), message(12)])] } }, at(11));
    expect(screen.getByText(/The message of this link is not here/)).toBeTruthy();
  });
});

describe('reading', () => {
  it('moves the cursor when messages are seen', async () => {
    await show();
    expect(state.value.counts['C01']).toMatchObject({ last_read: at(12), unread_count: 0 });
    await settle(3000);
    expect(bench.callsOf('conversations.mark')).toEqual([{ channel: 'C01', ts: at(12) }]);
  });

  it('sees nothing while its reader looks elsewhere, and all of it afterwards', async () => {
    focused = false;
    await show();
    await tell(bench, posted(13));
    expect(state.value.counts['C01']).toMatchObject({ last_read: at(10), unread_count: 3 });
    focused = true;
    fireEvent.focus(window);
    await settle();
    expect(state.value.counts['C01']).toMatchObject({ last_read: at(13), unread_count: 0 });
  });

  it('draws the line before what came while its reader was away', async () => {
    await show({ counts: { C01: counts('C01', { last_read: at(12), latest: at(12) }) } });
    focused = false;
    await tell(bench, posted(13), posted(14));
    expect(within(article('m13')).getByRole('separator', { name: 'New' })).toBeTruthy();
    expect(screen.getAllByRole('separator', { name: 'New' })).toHaveLength(1);
  });

  it('leaves unread what was marked so', async () => {
    await show({ counts: { C01: counts('C01', { last_read: at(12), latest: at(12) }) } });
    fireEvent.keyDown(article('m12'), { key: 'u' });
    await settle();
    expect(bench.callsOf('conversations.mark')).toEqual([{ channel: 'C01', ts: at(11) }]);
    await tell(bench, { type: 'channel_marked', channel: 'C01', ts: at(11), unread_count: 1, unread_count_display: 1, event_ts: at(20) });
    expect(within(article('m12')).getByRole('separator', { name: 'New' })).toBeTruthy();
    await settle(5000);
    expect(state.value.counts['C01']).toMatchObject({ last_read: at(11), unread_count: 1 });
  });
});

describe('announcements', () => {
  const said = () => screen.getAllByRole('status').map((region) => region.textContent).join('');

  it('tell of others’ new messages, and of many only how many', async () => {
    await show();
    await tell(bench, posted(13, { text: 'hi <@U01>' }), posted(14, { user: 'U01' }));
    await settle(2500);
    expect(said()).toBe('Ben: hi @U01');
    await tell(bench, posted(15), posted(16), posted(17), posted(18));
    await settle(3500);
    expect(said()).toContain('4 new messages in #c01');
  });
});

describe('one’s own messages', () => {
  const own = message(12, { user: 'U01', text: 'mine' });

  it('are edited in their place', async () => {
    await show(messages(message(11), own));
    bench.on('chat.update', (args) => ({ message: { ...own, text: args['text'] as string, edited: { user: 'U01', ts: at(20) } } }));
    fireEvent.keyDown(article('mine'), { key: 'e' });
    await settle();
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edit message' });
    expect(document.activeElement).toBe(field);
    field.value = 'better & <b>';
    fireEvent.input(field);
    fireEvent.keyDown(field, { key: 'Enter' });
    await settle();
    expect(bench.callsOf('chat.update')).toMatchObject([{ channel: 'C01', ts: at(12), text: 'better &amp; &lt;b&gt;' }]);
    expect(screen.queryByRole('textbox', { name: 'Edit message' })).toBeNull();
    expect(screen.getByText('better & <b>')).toBeTruthy();
    expect(screen.getByText('(edited)')).toBeTruthy();
  });

  it('stay as they are on Escape, and when the server refuses', async () => {
    await show(messages(own));
    const edit = async () => {
      fireEvent.keyDown(article('mine'), { key: 'e' });
      await settle();
      const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edit message' });
      field.value = 'other';
      fireEvent.input(field);
      return field;
    };
    fireEvent.keyDown(await edit(), { key: 'Escape' });
    await settle();
    expect(screen.getByText('mine')).toBeTruthy();
    bench.on('chat.update', () => {
      throw new ApiError('cant_update_message', 200);
    });
    fireEvent.keyDown(await edit(), { key: 'Enter' });
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('That did not work.');
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edit message' }).value).toBe('other');
  });

  it('are edited by the arrow key from an empty composer', async () => {
    await show(messages(own, message(13)));
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Message to #c01' }), { key: 'ArrowUp' });
    await settle();
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edit message' }).value).toBe('mine');
  });

  it('are deleted after a question', async () => {
    await show(messages(message(11), own));
    bench.on('chat.delete', () => ({}));
    const ask = async () => {
      fireEvent.keyDown(article('mine'), { key: 'Delete' });
      await settle();
      return within(screen.getByRole('dialog', { hidden: true }));
    };
    fireEvent.click((await ask()).getByText('Cancel'));
    await settle(500);
    expect(bench.callsOf('chat.delete')).toEqual([]);
    fireEvent.click((await ask()).getByText('Delete message'));
    await settle(500);
    expect(bench.callsOf('chat.delete')).toEqual([{ channel: 'C01', ts: at(12) }]);
    await tell(bench, { type: 'message', subtype: 'message_deleted', hidden: true, channel: 'C01', ts: at(30), deleted_ts: at(12), event_ts: at(30) });
    expect(screen.queryByText('mine')).toBeNull();
  });

  it('are the only ones that can be edited', async () => {
    await show();
    fireEvent.keyDown(article('m12'), { key: 'e' });
    fireEvent.keyDown(article('m12'), { key: 'Delete' });
    await settle();
    expect(screen.queryByRole('textbox', { name: 'Edit message' })).toBeNull();
    expect(screen.queryByRole('dialog', { hidden: true })).toBeNull();
  });
});

describe('messages on their way', () => {
  const pending = (more: Partial<Pending> = {}): Pending => ({ client_msg_id: 'x', channel: 'C01', text: 'on its way', created: NOW, state: 'sending', ...more });

  it('stand last, until they have arrived', async () => {
    await show({ outbox: [pending()] });
    expect(articles().at(-1)?.textContent).toContain('on its way');
    expect(screen.getByText('Sending…')).toBeTruthy();
    await tell(bench, posted(13, { user: 'U01', text: 'on its way', client_msg_id: 'x' }));
    expect(screen.getAllByText('on its way')).toHaveLength(1);
    expect(screen.queryByText('Sending…')).toBeNull();
  });

  it('that failed can be tried again', async () => {
    await show({ outbox: [pending({ state: 'failed', error: 'is_archived' })] });
    expect(screen.getByRole('alert').textContent).toContain('Not sent.');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await settle();
    expect(bench.asked.map(({ frame }) => frame)).toMatchObject([{ client_msg_id: 'x', text: 'on its way' }]);
    expect(screen.getByText('Sending…')).toBeTruthy();
  });

  it('that failed can be discarded', async () => {
    await show({ outbox: [pending({ state: 'failed', error: 'is_archived' })] });
    fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
    await settle();
    expect(screen.queryByText('on its way')).toBeNull();
    expect(state.value.outbox).toEqual([]);
  });
});

describe('reactions', () => {
  const liked = message(12, { reactions: [{ name: '+1', users: ['U02'], count: 1 }] });

  it('are given and taken back', async () => {
    await show(messages(liked));
    bench.on('reactions.add', () => ({})).on('reactions.remove', () => ({}));
    fireEvent.click(screen.getByRole('button', { name: ':+1:, 1 reaction; click to react as well' }));
    await settle();
    expect(bench.callsOf('reactions.add')).toEqual([{ channel: 'C01', timestamp: at(12), name: '+1' }]);
    const mine = screen.getByRole('button', { name: ':+1:, 2 reactions, one of them yours; click to take yours back' });
    expect(mine.getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(mine);
    await settle();
    expect(bench.callsOf('reactions.remove')).toHaveLength(1);
  });

  it('tell whose they are to whoever asks', async () => {
    await show(messages(liked));
    const button = screen.getByRole('button', { name: /:\+1:/ });
    expect(button.getAttribute('aria-description') ?? '').toBe('');
    fireEvent.focus(button);
    await settle();
    expect(button.getAttribute('aria-description')).toBe('Ben reacted with :+1:');
  });

  it('that are refused are taken back, with words', async () => {
    await show(messages(liked));
    bench.on('reactions.add', () => {
      throw new ApiError('too_many_reactions', 200);
    });
    fireEvent.click(screen.getByRole('button', { name: /:\+1:/ }));
    await settle();
    expect(screen.getByText(/That did not work\./)).toBeTruthy();
    expect(screen.getByRole('button', { name: /:\+1:, 1 reaction;/ })).toBeTruthy();
  });
});

describe('what a message may be', () => {
  it('is shown whatever its subtype, and breaks nothing', async () => {
    await show(
      messages(
        message(1, { subtype: 'channel_join', text: '<@U02> has joined the channel' }),
        message(2, { subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.' }),
        message(3, { subtype: 'bot_message', bot_id: 'B1', username: 'ci', text: 'built' }),
        message(4, { subtype: 'me_message', text: 'waves' }),
        message(5, { subtype: 'huddle_thread', text: '' }),
        message(6, { subtype: 'thread_broadcast', thread_ts: at(1), text: 'also here' }),
        message(7, { text: '', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'from *blocks*' } }] }),
        message(8, { text: 'attached', attachments: [{ title: 'Title', title_link: 'javascript:alert(1)', fields: null, image_url: 'https://example.org/i.png' }] as never }),
        message(9, { text: 'broken', attachments: 7 as never, files: 'x' as never }),
      ),
    );
    for (const text of ['has joined the channel', 'This message was deleted.', 'built', 'waves', 'A huddle took place here.', 'also here', 'from', 'attached', 'broken'])
      expect(articles().some((one) => one.textContent?.includes(text)), text).toBe(true);
    expect(screen.queryByText(/cannot be shown/)).toBeNull();
    expect(document.querySelector('a[href^="javascript:"]')).toBeNull();
    const picture = screen.getByRole('img', { name: 'Picture: Title' });
    expect(picture.getAttribute('referrerpolicy')).toBe('no-referrer');
    expect(picture.getAttribute('loading')).toBe('lazy');
    setLanguage('de');
    await settle();
    expect(articles()[0]?.textContent).toContain('ist dem Kanal beigetreten');
  });
});

describe('the keyboard', () => {
  it('comes in at the newest message and goes from message to message', async () => {
    await show();
    const [first, second, third] = articles();
    expect([first, second, third].map((one) => one?.tabIndex)).toEqual([-1, -1, 0]);
    third?.focus();
    fireEvent.keyDown(third!, { key: 'ArrowUp' });
    await settle();
    expect(document.activeElement).toBe(second);
    expect(within(second!).getByRole('toolbar', { name: 'Actions for this message' })).toBeTruthy();
    expect(articles().map((one) => one.tabIndex)).toEqual([-1, 0, -1]);
  });

  it('opens a thread', async () => {
    const stop = startRouter();
    await show();
    fireEvent.keyDown(article('m11'), { key: 't' });
    expect(route.value).toEqual({ name: 'client', channel: 'C01', thread: at(11) });
    stop();
  });
});

describe('what is on the page', () => {
  it('does not grow with the conversation', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => message(n + 100));
    await show({ histories: { C01: [stretch(many, at(100), TS_END)] }, counts: { C01: counts('C01', { last_read: at(6000), latest: at(6000) }) } });
    expect(articles().length).toBeLessThan(100);
  });

  it('is drawn again only where something changed', async () => {
    await show();
    const composer = screen.getByRole('textbox', { name: 'Message to #c01' }).closest('form')!;
    const before = article('m11');
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    observer.observe(composer, { subtree: true, childList: true, attributes: true, characterData: true });
    observer.observe(before, { subtree: true, childList: true, attributes: true, characterData: true });
    await tell(bench, posted(13));
    await settle();
    expect(changes).toEqual([]);
    expect(article('m11')).toBe(before);
    expect(screen.getByText('m13')).toBeTruthy();
  });

  it('is left alone by the keys of the composer', async () => {
    await show();
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    observer.observe(screen.getByRole('feed'), { subtree: true, childList: true, attributes: true, characterData: true });
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message to #c01' });
    for (const text of ['h', 'he', 'hel', 'hello @u']) {
      field.value = text;
      field.setSelectionRange(text.length, text.length);
      fireEvent.input(field);
      await settle();
    }
    expect(screen.getAllByRole('option', { hidden: true }).length).toBeGreaterThan(0);
    expect(changes).toEqual([]);
  });
});
