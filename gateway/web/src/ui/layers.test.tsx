// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { useRef, useState } from 'preact/hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button, confirm, Confirmations, Dialog, Menu, Popover, showToast, TextField, Toasts } from './index';
import { violations } from './testing/axe';

afterEach(cleanup);

function Opener({ persistent = false }: { persistent?: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Rename</Button>
      <Dialog open={open} title="Rename channel" persistent={persistent} onClose={() => setOpen(false)} footer={<Button>Save</Button>}>
        <TextField label="Name" value="" onValue={() => undefined} />
      </Dialog>
    </>
  );
}

function openDialog() {
  const button = screen.getByRole('button', { name: 'Rename' });
  button.focus();
  fireEvent.click(button);
  return { button, dialog: screen.getByRole('dialog', { name: 'Rename channel' }) };
}

describe('a dialog', () => {
  it('takes the focus to its first field and gives it back', async () => {
    render(<Opener />);
    const { button } = openDialog();
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' }));
    expect(await violations()).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('closes by Escape', () => {
    render(<Opener />);
    const { dialog } = openDialog();
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
    return waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it.each([
    [false, 'closes'],
    [true, 'stays'],
  ])('persistent: %s: %s by a click outside', async (persistent) => {
    render(<Opener persistent={persistent} />);
    const { dialog } = openDialog();
    fireEvent.pointerDown(dialog);
    fireEvent.click(dialog);
    expect(screen.queryByRole('dialog') !== null).toBe(persistent);
  });

  it('stays when a selection that began inside ends outside', () => {
    render(<Opener />);
    const { dialog } = openDialog();
    fireEvent.pointerDown(screen.getByRole('textbox'));
    fireEvent.click(dialog);
    expect(screen.getByRole('dialog')).toBe(dialog);
  });
});

describe('notices', () => {
  const parts = (first: boolean, second: boolean) => (
    <>
      <Dialog open={first} title="First" onClose={() => undefined}><p>One</p></Dialog>
      <Dialog open={second} title="Second" onClose={() => undefined}><p>Two</p></Dialog>
      <Toasts />
    </>
  );
  const place = () => screen.getByText('Not saved').closest('dialog')?.querySelector('h2')?.textContent;

  it('stand in the dialog on top, where they can be used, and go on in what is under it', async () => {
    const { rerender } = render(parts(true, false));
    act(() => void showToast({ text: 'Not saved', tone: 'danger' }));
    expect(place()).toBe('First');
    rerender(parts(true, true));
    expect(place()).toBe('Second');
    expect(within(screen.getByRole('dialog', { name: 'Second' })).getByRole('log', { name: 'Notices' })).toBeTruthy();
    expect(await violations()).toEqual([]);
    rerender(parts(true, false));
    expect(place()).toBe('First');
    rerender(parts(false, false));
    expect(screen.getAllByText('Not saved')).toHaveLength(1);
    expect(place()).toBeUndefined();
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText('Not saved')).toBeNull();
  });
});

describe('a question', () => {
  const question = { title: 'Archive?', text: 'Nobody can write any more.', confirm: 'Archive', danger: true };

  it('resolves to the answer', async () => {
    render(<Confirmations />);
    const yes = confirm(question);
    fireEvent.click(await screen.findByRole('button', { name: 'Archive' }));
    expect(await yes).toBe(true);
    const no = confirm(question);
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await no).toBe(false);
  });

  it('is answered with no by the next one', async () => {
    render(<Confirmations />);
    const first = confirm(question);
    const second = confirm({ ...question, confirm: 'Yes' });
    expect(await first).toBe(false);
    fireEvent.click(await screen.findByRole('button', { name: 'Yes' }));
    expect(await second).toBe(true);
  });
});

describe('a menu', () => {
  const edit = vi.fn();
  const remove = vi.fn();
  const items = [
    { label: 'Edit', icon: 'pencil', onSelect: edit } as const,
    { label: 'Copy link', disabled: true, onSelect: () => undefined },
    null,
    { label: 'Delete', danger: true, onSelect: remove },
  ];
  const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key });

  afterEach(() => vi.clearAllMocks());

  it('is opened from the keyboard and moved through', async () => {
    render(<Menu label="More actions" items={items} />);
    const button = screen.getByRole('button', { name: 'More actions' });
    button.focus();
    press('ArrowDown');
    expect(document.activeElement?.textContent).toBe('Edit');
    expect(await violations()).toEqual([]);
    press('ArrowUp');
    expect(document.activeElement?.textContent).toBe('Delete');
    press('Home');
    press('c');
    expect(document.activeElement?.textContent).toBe('Copy link');
    press('End');
    fireEvent.click(document.activeElement as Element);
    expect(remove).toHaveBeenCalledOnce();
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('opens at its end by the arrow upwards', () => {
    render(<Menu label="More actions" items={items} />);
    screen.getByRole('button').focus();
    press('ArrowUp');
    expect(document.activeElement?.textContent).toBe('Delete');
  });

  it('does nothing for an item that is off', () => {
    render(<Menu label="More actions" items={items} />);
    fireEvent.click(screen.getByRole('button'));
    fireEvent.click(screen.getByRole('menuitem', { name: 'Copy link' }));
    expect(screen.getByRole('menu')).toBeTruthy();
  });

  it('closes by Escape, and only itself', () => {
    const outer = vi.fn();
    render(
      <div onKeyDown={outer}>
        <Menu label="More actions" items={items} />
      </div>,
    );
    const button = screen.getByRole('button');
    fireEvent.click(button);
    outer.mockClear();
    press('Escape');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
    expect(outer).not.toHaveBeenCalled();
  });

  it('closes by a press elsewhere', () => {
    render(<Menu label="More actions" items={items} />);
    fireEvent.click(screen.getByRole('button'));
    fireEvent.pointerDown(document.body);
    expect(screen.queryByRole('menu')).toBeNull();
  });

  it('says which items are on', () => {
    render(<Menu label="View" items={[{ label: 'Unread only', checked: true, onSelect: () => undefined }]} />);
    fireEvent.click(screen.getByRole('button'));
    expect(screen.getByRole('menuitemcheckbox', { name: 'Unread only' }).getAttribute('aria-checked')).toBe('true');
  });
});

describe('a popover', () => {
  function Both({ label }: { label?: string }) {
    const [open, setOpen] = useState(false);
    const button = useRef<HTMLButtonElement>(null);
    return (
      <>
        <button ref={button} onClick={() => setOpen(!open)}>
          Status
        </button>
        <Popover open={open} anchor={button} label={label} onClose={() => setOpen(false)}>
          <button>Clear</button>
        </Popover>
        <button>Next</button>
      </>
    );
  }

  it('with a name is a dialog that takes and returns the focus', async () => {
    render(<Both label="Your status" />);
    const button = screen.getByRole('button', { name: 'Status' });
    button.focus();
    fireEvent.click(button);
    expect(screen.getByRole('dialog', { name: 'Your status' })).toBeTruthy();
    expect(document.activeElement?.textContent).toBe('Clear');
    expect(await violations()).toEqual([]);
    fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('without one leaves the focus alone', () => {
    render(<Both />);
    const button = screen.getByRole('button', { name: 'Status' });
    button.focus();
    fireEvent.click(button);
    expect(screen.getByText('Clear')).toBeTruthy();
    expect(document.activeElement).toBe(button);
  });

  it('closes when Tab leaves it', () => {
    render(<Both label="Your status" />);
    fireEvent.click(screen.getByRole('button', { name: 'Status' }));
    screen.getByRole('button', { name: 'Next' }).focus();
    return waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
