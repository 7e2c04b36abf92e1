// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Combobox } from './index';
import { violations } from './testing/axe';

afterEach(cleanup);

const channels = ['general', 'random', 'games', 'archive'];
const chosen = vi.fn();
const submitted = vi.fn();

function Switcher({ inline = true }: { inline?: boolean }) {
  const [value, setValue] = useState('');
  return (
    <Combobox
      label="Go to"
      inline={inline}
      value={value}
      onValue={setValue}
      items={channels.filter((name) => name.includes(value))}
      itemKey={(name) => name}
      itemDisabled={(name) => name === 'archive'}
      renderItem={(name) => `#${name}`}
      onSelect={chosen}
      onSubmit={submitted}
      empty="No such channel"
    />
  );
}

const field = () => screen.getByRole('combobox', { name: 'Go to' });
const press = (key: string) => fireEvent.keyDown(field(), { key });
const active = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent;

describe('a combobox', () => {
  afterEach(() => vi.clearAllMocks());

  it('moves through its list while the focus stays in the field', async () => {
    render(<Switcher />);
    field().focus();
    expect(active()).toBe('#general');
    press('ArrowDown');
    expect(active()).toBe('#random');
    expect(screen.getByRole('option', { selected: true }).textContent).toBe('#random');
    press('ArrowUp');
    press('ArrowUp');
    expect(active()).toBe('#games');
    press('ArrowDown');
    expect(active()).toBe('#general');
    press('PageDown');
    expect(active()).toBe('#games');
    expect(document.activeElement).toBe(field());
    expect(await violations()).toEqual([]);
    press('Enter');
    expect(chosen).toHaveBeenCalledWith('games');
  });

  it('keeps the active item while others are filtered away, else takes the first', () => {
    render(<Switcher />);
    press('ArrowDown');
    press('ArrowDown');
    fireEvent.input(field(), { target: { value: 'm' } });
    expect(active()).toBe('#games');
    fireEvent.input(field(), { target: { value: 'ra' } });
    expect(active()).toBe('#general');
  });

  it('says how many it found, or that there is nothing, and then submits', () => {
    render(<Switcher />);
    fireEvent.input(field(), { target: { value: 'g' } });
    expect(screen.getByRole('status').textContent).toBe('2 results');
    fireEvent.input(field(), { target: { value: 'zebra' } });
    expect(screen.getByRole('status').textContent).toBe('No such channel');
    press('Enter');
    expect(submitted).toHaveBeenCalledWith('zebra');
    expect(chosen).not.toHaveBeenCalled();
  });

  it('chooses by a click, but not what is off', () => {
    render(<Switcher />);
    fireEvent.click(screen.getByRole('option', { name: '#archive' }));
    expect(chosen).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('option', { name: '#random' }));
    expect(chosen).toHaveBeenCalledWith('random');
  });

  it('that floats opens by typing and closes by Escape and on leaving', () => {
    render(<Switcher inline={false} />);
    expect(field().getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('listbox')).toBeNull();
    fireEvent.input(field(), { target: { value: 'g' } });
    expect(screen.getByRole('listbox', { name: 'Go to' })).toBeTruthy();
    expect(field().getAttribute('aria-expanded')).toBe('true');
    press('Escape');
    expect(screen.queryByRole('listbox')).toBeNull();
    press('ArrowDown');
    expect(screen.getByRole('listbox')).toBeTruthy();
    fireEvent.blur(field());
    expect(screen.queryByRole('listbox')).toBeNull();
  });
});
