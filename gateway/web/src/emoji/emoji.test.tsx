// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../text';
import { violations } from '../ui/testing/axe';
import { common } from './common';
import { completeEmoji, customEmoji, Emoji, EmojiButton, emojiLoaded, emojiText, findEmoji, loadEmoji, parseName, skinTone, withTone } from './index';
import { rememberEmoji, setSkinTone } from './recent';

const custom = { parrot: 'https://example.com/parrot.gif', party: 'alias:parrot', yes: 'alias:+1', round: 'alias:about', about: 'alias:round' };
const names = async (query: string, limit = 5) => (await completeEmoji(query, { limit })).map(({ name }) => name);

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  setLanguage(null);
  setSkinTone(1);
  customEmoji.value = {};
});

it('knows only the most used until it is asked for another', async () => {
  expect(emojiLoaded.value).toBe(false);
  expect(emojiText('tada')).toBe('🎉');
  expect(emojiLoaded.value).toBe(false);
  render(<Emoji name=":otter:" />);
  expect(document.body.textContent).toBe(':otter:');
  await waitFor(() => expect(screen.getByRole('img', { name: ':otter:' }).textContent).toBe('🦦'));
  expect(emojiLoaded.value).toBe(true);
});

describe('names', () => {
  beforeEach(() => loadEmoji());

  it('are Slack’s, the table of the most used too', () => {
    for (const [name, text] of Object.entries(common)) expect.soft(emojiText(name), name).toBe(text);
    expect(emojiText('simple_smile')).toBeUndefined();
    expect(emojiText('slightly_smiling_face')).toBe('🙂');
    expect(emojiText('flag-de')).toBe('🇩🇪');
    expect(emojiText('constructor')).toBeUndefined();
  });

  it('take skin tones', () => {
    expect(parseName(':wave::skin-tone-3:')).toEqual({ base: 'wave', tone: 3 });
    expect(parseName('wave')).toEqual({ base: 'wave', tone: 1 });
    expect(withTone('wave', 3)).toBe('wave::skin-tone-3');
    expect(emojiText('wave::skin-tone-3')).toBe('👋🏼');
    expect(emojiText('handshake::skin-tone-6')).toBe('🤝🏿');
    expect(emojiText('tada::skin-tone-3')).toBe('🎉');
    expect(emojiText('man-wrestling::skin-tone-2')).toBe('🤼🏻‍♂️');
  });

  it('of the team’s own are images, and aliases lead on', () => {
    expect(findEmoji('party', custom)).toEqual({ url: custom.parrot });
    expect(findEmoji('yes', custom)).toEqual({ text: '👍' });
    expect(findEmoji('round', custom)).toBeUndefined();
    render(<Emoji name="party" custom={custom} />);
    expect(screen.getByRole('img', { name: ':party:' }).getAttribute('src')).toBe(custom.parrot);
  });
});

describe('completion', () => {
  it('finds by the name’s beginning, then by its words, then by what it is called', async () => {
    expect((await names('wav'))[0]).toBe('wave');
    expect(await names('skin', 3)).not.toContain('skin-tone-2');
    expect(await names('hands', 20)).toContain('raised_hands');
    expect(await names('goodbye', 20)).toEqual(await names('goodbye', 20));
    expect(await names('hello')).toContain('wave');
    expect((await completeEmoji('thumbsup'))[0]).toMatchObject({ name: 'thumbsup', text: '👍', toned: true });
    expect(await names('qqqq')).toEqual([]);
  });

  it('speaks the reader’s language', async () => {
    expect(await names('erdbeere')).toEqual([]);
    setLanguage('de');
    expect(await names('erdbeere')).toEqual(['strawberry']);
  });

  it('puts first what was used lately', async () => {
    const [first, second] = await names('sm');
    rememberEmoji(second ?? '');
    expect(await names('sm')).toEqual([second, first, ...(await names('sm')).slice(2)]);
  });

  it('finds the team’s own', async () => {
    customEmoji.value = custom;
    expect((await completeEmoji('parr'))[0]).toMatchObject({ name: 'parrot', url: custom.parrot });
  });
});

describe('the picker', () => {
  const picked = vi.fn();
  const search = () => screen.getByRole('combobox', { name: 'Search emoji' });
  const press = (key: string) => fireEvent.keyDown(search(), { key });
  const active = () => document.getElementById(search().getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-label');

  async function open() {
    render(<EmojiButton label="React" onPick={picked} custom={custom} />);
    fireEvent.click(screen.getByRole('button', { name: 'React' }));
    await waitFor(() => expect(search()).toBeTruthy());
    await waitFor(() => expect(active()).toBeTruthy());
  }

  beforeEach(() => picked.mockClear());

  it('opens with the focus in its search, and is moved through by arrows', async () => {
    rememberEmoji('tada');
    rememberEmoji('wave');
    await open();
    await waitFor(() => expect(document.activeElement).toBe(search()));
    expect(active()).toBe('wave');
    press('ArrowRight');
    expect(active()).toBe('tada');
    press('ArrowDown');
    expect(active()).toBe('party');
    press('ArrowDown');
    expect(active()).toBe('smiley');
    press('ArrowUp');
    press('Home');
    expect(active()).toBe('wave');
    expect(await violations()).toEqual([]);
    press('Enter');
    expect(picked).toHaveBeenCalledWith('wave');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('gives the chosen skin tone where there is one', async () => {
    act(() => setSkinTone(5));
    rememberEmoji('tada');
    rememberEmoji('wave');
    await open();
    expect(screen.getAllByRole('gridcell', { name: 'wave' })[0]?.textContent).toBe('👋🏾');
    fireEvent.click(screen.getAllByRole('gridcell', { name: 'wave' })[0] as HTMLElement);
    expect(picked).toHaveBeenCalledWith('wave::skin-tone-5');
    fireEvent.click(screen.getByRole('button', { name: 'React' }));
    fireEvent.click((await screen.findAllByRole('gridcell', { name: 'tada' }))[0] as HTMLElement);
    expect(picked).toHaveBeenLastCalledWith('tada');
  });

  it('chooses a skin tone', async () => {
    await open();
    fireEvent.click(screen.getByRole('button', { name: 'Skin tone: Default' }));
    fireEvent.click(screen.getByRole('menuitemcheckbox', { name: /Dark/ }));
    expect(skinTone.value).toBe(6);
    expect(screen.getByRole('dialog', { name: 'Pick an emoji' })).toBeTruthy();
  });

  it('searches, and says when nothing is found', async () => {
    await open();
    fireEvent.input(search(), { target: { value: 'otter' } });
    await waitFor(() => expect(active()).toBe('otter'));
    fireEvent.input(search(), { target: { value: 'qqqq' } });
    await waitFor(() => expect(screen.getByText('No emoji goes by that name.')).toBeTruthy());
    press('Enter');
    expect(picked).not.toHaveBeenCalled();
  });
});
