// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button, Checkbox, IconButton, RadioGroup, Select, Switch, TextArea, TextField } from './index';
import { violations } from './testing/axe';

afterEach(cleanup);

describe('a field', () => {
  it('is named by its label, and read with its hint and error', async () => {
    render(<TextField label="E-mail" hint="As you sign in" error="Enter an address." value="" onValue={() => undefined} />);
    const field = screen.getByRole('textbox', { name: 'E-mail' });
    const described = field.getAttribute('aria-describedby')?.split(' ').map((id) => document.getElementById(id)?.textContent);
    expect(described).toEqual(['As you sign in', 'Enter an address.']);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(await violations()).toEqual([]);
  });

  it('gives what is typed', () => {
    const typed = vi.fn();
    render(<TextArea label="Purpose" value="" onValue={typed} />);
    fireEvent.input(screen.getByRole('textbox', { name: 'Purpose' }), { target: { value: 'to talk' } });
    expect(typed).toHaveBeenCalledWith('to talk');
  });

  it('keeps its name when the label is hidden', () => {
    render(<TextField label="Search" hideLabel type="search" icon="search" value="" onValue={() => undefined} />);
    expect(screen.getByRole('searchbox', { name: 'Search' })).toBeTruthy();
  });
});

describe('choices', () => {
  const options = [
    { value: 'all', label: 'All', hint: 'Every message' },
    { value: 'none', label: 'None' },
  ] as const;

  it('are chosen from a list', async () => {
    const chosen = vi.fn();
    render(<Select label="Notify" value="all" options={options} onValue={chosen} />);
    fireEvent.change(screen.getByRole('combobox', { name: 'Notify' }), { target: { value: 'none' } });
    expect(chosen).toHaveBeenCalledWith('none');
    expect(await violations()).toEqual([]);
  });

  it('are radio buttons in a named group', async () => {
    const chosen = vi.fn();
    render(<RadioGroup label="Notify" value="all" options={options} onValue={chosen} />);
    expect(screen.getByRole('group', { name: 'Notify' })).toBeTruthy();
    expect((screen.getByRole('radio', { name: 'All' }) as HTMLInputElement).checked).toBe(true);
    fireEvent.click(screen.getByRole('radio', { name: 'None' }));
    expect(chosen).toHaveBeenCalledWith('none');
    expect(await violations()).toEqual([]);
  });

  it('are on or off', async () => {
    function Both() {
      const [on, setOn] = useState(false);
      return (
        <>
          <Checkbox label="Private" checked={on} onChecked={setOn} indeterminate={!on} />
          <Switch label="Previews" hint="At once" checked={on} onChecked={setOn} />
        </>
      );
    }
    render(<Both />);
    const box = screen.getByRole('checkbox', { name: 'Private' }) as HTMLInputElement;
    expect(box.indeterminate).toBe(true);
    fireEvent.click(screen.getByRole('switch', { name: 'Previews' }));
    expect(box.checked).toBe(true);
    expect(box.indeterminate).toBe(false);
    expect(await violations()).toEqual([]);
  });
});

describe('a button', () => {
  it('submits nothing unless told', () => {
    const submitted = vi.fn((event: Event) => event.preventDefault());
    render(
      <form onSubmit={submitted}>
        <Button>Look</Button>
        <Button type="submit">Save</Button>
      </form>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Look' }));
    expect(submitted).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(submitted).toHaveBeenCalledOnce();
  });

  it('takes no clicks while it is busy, and stays where the focus is', () => {
    const clicked = vi.fn();
    const { rerender } = render(<Button onClick={clicked}>Save</Button>);
    const button = screen.getByRole('button', { name: 'Save' });
    button.focus();
    rerender(
      <Button busy onClick={clicked}>
        Save
      </Button>,
    );
    fireEvent.click(button);
    expect(clicked).not.toHaveBeenCalled();
    expect(button.getAttribute('aria-busy')).toBe('true');
    expect(document.activeElement).toBe(button);
  });

  it('of an icon has a name and a tooltip', async () => {
    vi.useFakeTimers();
    render(<IconButton icon="pencil" label="Edit" />);
    const button = screen.getByRole('button', { name: 'Edit' });
    fireEvent.pointerOver(button, { pointerType: 'mouse' });
    vi.advanceTimersByTime(500);
    expect(screen.getByRole('tooltip').textContent).toBe('Edit');
    fireEvent.keyDown(button, { key: 'Escape' });
    expect(screen.queryByRole('tooltip')).toBeNull();
    vi.useRealTimers();
    expect(await violations()).toEqual([]);
  });
});
