// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../../../protocol';
import { StoreBench } from '../../../store/test/bench';
import { at, channel, counts, message, NOW, someState, stretch, user } from '../../../store/test/fixtures';
import { setLanguage } from '../../../text';
import { FakeLayout } from '../../../ui/testing/layout';
import { forgetEdits } from '../edits';
import { MessagePane } from '../MessagePane';
import { settle } from './pane';

const Many = 300;
let bench: StoreBench;
let layout: FakeLayout;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  setLanguage('en');
  forgetEdits();
  layout = new FakeLayout();
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** 300 messages of somebody else's, but for these of the reader's own. */
const history = (...own: number[]): Message[] =>
  Array.from({ length: Many }, (_, n) => message(n + 1, own.includes(n + 1) ? { user: 'U01', text: `mine ${n + 1}` } : {}));

async function show(messages: Message[], props: { channel?: string; focusTs?: string } = {}, stretches = [stretch(messages)]) {
  bench = new StoreBench(
    { 'conversations.mark': () => ({}) },
    someState({
      users: { U01: user('U01'), U02: user('U02') },
      channels: { C01: channel('C01'), C02: channel('C02') },
      histories: { C01: stretches, C02: [stretch([message(5)])] },
      counts: { C01: counts('C01', { last_read: at(Many), latest: at(Many) }), C02: counts('C02') },
    }),
  );
  const view = render(<MessagePane channel="C01" {...props} />);
  await rest();
  return view;
}

async function rest() {
  await settle(50);
  await layout.frames();
  await settle(50);
}

const box = () => document.querySelector<HTMLElement>('.ui-virtual')!;
const composer = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Message to/ });
const editor = () => screen.queryByRole<HTMLTextAreaElement>('textbox', { name: 'Edit message' });
const row = (text: string) => screen.getByText(text).closest<HTMLElement>('[role=article]')!;

/** Rows are 40 pixels high here, whatever they hold. */
function tall() {
  vi.spyOn(layout, 'height').mockImplementation((element) => {
    if (element.classList.contains('ui-virtual')) return layout.view;
    if (element.classList.contains('ui-virtual-item')) return 40;
    return element instanceof HTMLElement && element.style.height ? parseFloat(element.style.height) : [...element.children].reduce((sum, child) => sum + layout.height(child), 0);
  });
}

async function type(text: string) {
  const field = editor()!;
  field.value = text;
  fireEvent.input(field);
  await settle();
}

describe('a half-written edit', () => {
  it('stays when its message is scrolled away, without calling the focus back', async () => {
    tall();
    await show(history(290));
    fireEvent.keyDown(row('mine 290'), { key: 'e' });
    await rest();
    await type('mine, improved');
    composer().focus();
    await layout.scroll(box(), 0);
    await rest();
    expect(screen.queryByText('m289')).toBeNull();
    await layout.scroll(box(), 40 * Many);
    await rest();
    expect(editor()?.value).toBe('mine, improved');
    expect(document.activeElement).toBe(composer());
  });

  it('stays when another conversation is opened meanwhile', async () => {
    tall();
    const view = await show(history(290));
    fireEvent.keyDown(row('mine 290'), { key: 'e' });
    await rest();
    await type('mine, improved');
    view.rerender(<MessagePane channel="C02" />);
    await rest();
    expect(editor()).toBeNull();
    view.rerender(<MessagePane channel="C01" />);
    await rest();
    expect(editor()?.value).toBe('mine, improved');
    expect(document.activeElement).toBe(composer());
    fireEvent.keyDown(editor()!, { key: 'Escape' });
    await rest();
    fireEvent.keyDown(row('mine 290'), { key: 'e' });
    await rest();
    expect(editor()?.value).toBe('mine 290');
  });
});

describe('the arrow key in an empty composer', () => {
  const press = async () => {
    composer().focus();
    const isTaken = !fireEvent.keyDown(composer(), { key: 'ArrowUp' });
    await rest();
    return isTaken;
  };
  const isInSight = (element: HTMLElement) => {
    const item = element.closest<HTMLElement>('.ui-virtual-item')!;
    const top = layout.top(item, box());
    return top >= 0 && top + layout.height(item) <= layout.view;
  };

  it('edits one’s last message although it is far above what is drawn', async () => {
    tall();
    await show(history(20, 10));
    expect(screen.queryByText('mine 20')).toBeNull();
    expect(await press()).toBe(true);
    expect(editor()?.value).toBe('mine 20');
    expect(document.activeElement).toBe(editor());
    expect(isInSight(editor()!)).toBe(true);
  });

  it('goes on with an edit that is open', async () => {
    tall();
    await show(history(20));
    await press();
    await type('half');
    composer().focus();
    await layout.scroll(box(), 40 * Many);
    await rest();
    await press();
    expect(editor()?.value).toBe('half');
    expect(document.activeElement).toBe(editor());
    expect(isInSight(editor()!)).toBe(true);
  });

  it('edits the newest from an older stretch, too', async () => {
    tall();
    const all = history(20, 295);
    await show(all, { focusTs: at(30) }, [stretch(all.slice(0, 60), undefined, at(60)), stretch(all.slice(250), at(251))]);
    expect(screen.getByText('mine 20')).toBeTruthy();
    expect(await press()).toBe(true);
    expect(editor()?.value).toBe('mine 295');
    expect(document.activeElement).toBe(editor());
    expect(isInSight(editor()!)).toBe(true);
  });

  it('is left alone where nothing is one’s own', async () => {
    tall();
    await show(history());
    expect(await press()).toBe(false);
    expect(editor()).toBeNull();
  });
});

describe('after an edit', () => {
  it('the focus is at the message, or in the composer that it came from', async () => {
    tall();
    const messages = history(290);
    await show(messages);
    bench.on('chat.update', (args) => ({ message: { ...messages[289], text: args['text'] as string } }));
    row('mine 290').focus();
    fireEvent.keyDown(row('mine 290'), { key: 'e' });
    await rest();
    fireEvent.keyDown(editor()!, { key: 'Escape' });
    await rest();
    expect(document.activeElement).toBe(row('mine 290'));

    fireEvent.click(screen.getByRole('button', { name: 'Edit message' }));
    await rest();
    await type('better');
    fireEvent.keyDown(editor()!, { key: 'Enter' });
    await rest();
    expect(editor()).toBeNull();
    expect(document.activeElement).toBe(row('better'));

    composer().focus();
    fireEvent.keyDown(composer(), { key: 'ArrowUp' });
    await rest();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await rest();
    expect(document.activeElement).toBe(composer());
  });
});
