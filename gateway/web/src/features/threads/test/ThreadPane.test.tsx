// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../api';
import { StoreBench } from '../../../store/test/bench';
import { at, message, NOW, posted, someState, stretch, user } from '../../../store/test/fixtures';
import { setLanguage } from '../../../text';
import { forgetEdits } from '../../messages/edits';
import { layOut, settle, tell } from '../../messages/test/pane';
import { ThreadPane } from '../ThreadPane';
import { ThreadSummary } from '../ThreadSummary';

const root = message(10, { text: 'the root', thread_ts: at(10), reply_count: 2 });
const reply = (n: number, more = {}) => message(n, { thread_ts: at(10), text: `reply ${n}`, ...more });
const onClose = vi.fn();
let bench: StoreBench;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  setLanguage('en');
  forgetEdits();
  layOut();
  onClose.mockReset();
  bench = new StoreBench(
    { 'conversations.replies': () => ({ messages: [root, reply(20), reply(21, { user: 'U01', subtype: 'thread_broadcast' })], has_more: false }) },
    someState({ users: { U01: user('U01'), U02: user('U02') }, histories: { C01: [stretch([root])] } }),
  );
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function show(focusTs?: string) {
  render(<ThreadPane channel="C01" ts={at(10)} focusTs={focusTs} onClose={onClose} />);
  await settle(50);
}

const articles = () => screen.getAllByRole('article').map((one) => one.textContent);

describe('a thread', () => {
  it('has its root, the number of replies, and the replies', async () => {
    await show();
    const [first, second, third] = articles();
    expect(first).toContain('the root');
    expect(second).toMatch(/2 replies.*reply 20/);
    expect(third).toMatch(/also sent to the channel.*reply 21/);
  });

  it('takes replies that come, and sends into the thread', async () => {
    await show();
    await tell(bench, posted(22, { thread_ts: at(10), text: 'another' }));
    expect(articles().at(-1)).toContain('another');
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Reply in thread' });
    field.value = 'mine';
    fireEvent.input(field);
    fireEvent.keyDown(field, { key: 'Enter' });
    await settle();
    expect(bench.asked.map(({ frame }) => frame)).toMatchObject([{ thread_ts: at(10), text: 'mine' }]);
    expect(articles().at(-1)).toContain('mine');
  });

  it('points out the reply that was asked for', async () => {
    await show(at(20));
    expect(screen.getByText('reply 20').closest('.is-highlighted')).toBeTruthy();
  });

  it('is closed by its cross and by Escape', async () => {
    await show();
    fireEvent.click(screen.getByRole('button', { name: 'Close thread' }));
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Escape' });
    expect(onClose).toHaveBeenCalledTimes(2);
  });

  it('says that it is gone', async () => {
    bench.on('conversations.replies', () => {
      throw new ApiError('thread_not_found', 200);
    });
    await show();
    expect(screen.getByText(/This thread is not here any more/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('offers to try again', async () => {
    let fails = true;
    bench.on('conversations.replies', () => {
      if (fails) throw new ApiError('service_unavailable', 503);
      return { messages: [root], has_more: false };
    });
    await show();
    fails = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await settle(50);
    expect(articles()[0]).toContain('the root');
    expect(screen.getByText('Nobody has replied yet.')).toBeTruthy();
  });
});

describe('a root in its channel', () => {
  const summary = (latest: Date, more = {}) => {
    const latest_reply = `${latest.getTime() / 1000}.000000`;
    render(<ThreadSummary channel="C01" message={{ ...root, latest_reply, reply_users: ['U02'], ...more }} />);
    return screen.getByRole('link').textContent;
  };

  it('tells how many replies it has, and of which day the last is', () => {
    const now = new Date(NOW);
    const on = (day: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + day, 9);
    expect(summary(on(0))).toContain('2 replieslast today');
    cleanup();
    expect(summary(on(-1), { reply_count: 1 })).toContain('1 replylast yesterday');
    cleanup();
    expect(summary(on(-7))).toContain('last on Tuesday, November 7');
    expect(screen.getByRole('link').getAttribute('href')).toBe(`/client/C01/thread/${at(10)}`);
  });

  it('tells nothing without replies', () => {
    render(<ThreadSummary channel="C01" message={message(10)} />);
    expect(screen.queryByRole('link')).toBeNull();
  });
});
