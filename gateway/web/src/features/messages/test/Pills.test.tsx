// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TS_END, TS_ZERO } from '../../../protocol';
import { state, type State } from '../../../store';
import { rest, StoreBench } from '../../../store/test/bench';
import { at, counts, message, someState, stretch } from '../../../store/test/fixtures';
import { setLanguage } from '../../../text';
import { Conversation } from '../Conversation';
import { Pills } from '../Pills';
import { isDividerAtTop, StickyDay } from '../StickyDay';

const many = Array.from({ length: 40 }, (_, n) => message(n + 1));
let conversation: Conversation;

beforeEach(() => {
  setLanguage('en');
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

async function show(more: Partial<State> = {}, target?: string) {
  new StoreBench({ 'conversations.mark': () => ({}) }, someState({ histories: { C01: [stretch(many)] }, counts: { C01: counts('C01', { last_read: at(20), latest: at(40), unread_count: 20 }) }, ...more }));
  conversation = new Conversation('C01');
  await conversation.open(target);
  render(
    <>
      <StickyDay conversation={conversation} />
      <Pills conversation={conversation} />
    </>,
  );
}

const see = (first: number, last: number, atEnd = false) => act(() => conversation.unread.see({ first: at(first), last: at(last), atEnd }));

describe('what is out of sight', () => {
  it('is told when the line of unread messages is further up, until it has been seen', async () => {
    await show({}, at(38));
    see(35, 40, true);
    const pill = screen.getByRole('button', { name: /^20 new messages since/ });
    fireEvent.click(pill);
    expect(conversation.opening.value).toMatchObject({ at: at(21), isTarget: false });
    see(19, 25);
    see(35, 40, true);
    expect(screen.queryByRole('button', { name: /since/ })).toBeNull();
  });

  it('is read when told so', async () => {
    await show({}, at(38));
    see(35, 40, true);
    fireEvent.click(screen.getByRole('button', { name: 'Mark as read' }));
    await act(rest);
    expect(state.value.counts['C01']).toMatchObject({ last_read: at(40), unread_count: 0 });
    expect(screen.queryByRole('button', { name: /since/ })).toBeNull();
  });

  it('is counted further down, less what was seen', async () => {
    await show();
    see(20, 30);
    expect(screen.getByRole('button', { name: '10 new messages' })).toBeTruthy();
    see(30, 38);
    see(20, 30);
    fireEvent.click(screen.getByRole('button', { name: '2 new messages' }));
    await act(rest);
    expect(conversation.opening.value).toMatchObject({ at: null });
    see(35, 40, true);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('is the way to the newest messages from a place in the past', async () => {
    await show({ histories: { C01: [stretch(many, TS_ZERO, at(40)), stretch([message(90)], at(90), TS_END)] } }, at(10));
    see(8, 12);
    expect(screen.getByRole('button', { name: 'Go to the latest messages' })).toBeTruthy();
  });
});

describe('the day over the list', () => {
  it('is that of the uppermost message', async () => {
    await show();
    expect(screen.queryByText(/November/)).toBeNull();
    see(1, 2);
    expect(screen.getByText('Tuesday, November 14, 2023')).toBeTruthy();
  });

  it('has its day over it, except where the day’s own divider stands', async () => {
    await show({}, at(38));
    see(30, 40);
    expect(document.querySelector('.messages-sticky-day')).not.toBeNull();
    act(() => conversation.unread.see({ first: at(30), last: at(40), atEnd: false, dividerAtTop: true }));
    expect(document.querySelector('.messages-sticky-day')).toBeNull();
  });
});

it.each([
  ['that went by above', 60, false],
  ['half above the edge', 90, true],
  ['at the edge', 104, true],
  ['coming from below', 140, true],
  ['further down', 160, false],
])('A divider %s counts as at the top or not', (_, top, expected) => {
  const list = document.createElement('div');
  list.innerHTML = '<div class="messages-day"></div>';
  vi.spyOn(list, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 100, 600, 500));
  vi.spyOn(list.firstElementChild!, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, top, 600, 24));
  expect(isDividerAtTop(list)).toBe(expected);
});
