// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { useState } from 'preact/hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { announce, Announcer, Avatar, Badge, Banner, EmptyState, initials, ProgressBar, clearToasts, showToast, Table, Tabs, Toasts, Tooltip } from './index';
import { hue } from './Avatar';
import { violations } from './testing/axe';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('an avatar', () => {
  it('falls back to initials when the image does not load', () => {
    const { container } = render(<Avatar id="U1" name="Ann Mary Lee" src="https://example.com/a.png" />);
    const image = container.querySelector('img') as HTMLImageElement;
    expect(image.getAttribute('src')).toBe('https://example.com/a.png');
    fireEvent.error(image);
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toBe('AL');
  });

  it('says the presence with its name', async () => {
    render(<Avatar id="U1" name="Ann" label="Ann" presence="active" />);
    expect(screen.getByRole('img', { name: 'Ann (online)' })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it.each([
    ['ann.lee', 'AL'],
    ['  zoë ', 'Z'],
    ['🦊 fox', '🦊F'],
    ['', '?'],
  ])('makes of %j %s', (name, expected) => expect(initials(name)).toBe(expected));

  it('gives the hues about evenly, and each always to the same', () => {
    const counts = new Array<number>(8).fill(0);
    for (let i = 0; i < 8000; i++) counts[hue(`U${i}`)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(700);
    expect(hue('U1')).toBe(hue('U1'));
  });
});

describe('a badge', () => {
  it('caps its count', () => {
    render(<Badge count={100} />);
    expect(screen.getByText('99+')).toBeTruthy();
  });

  it('reads its label instead', () => {
    const { container } = render(<Badge count={3} label="3 mentions" />);
    expect(container.querySelector('[aria-hidden]')?.textContent).toBe('3');
    expect(screen.getByText('3 mentions').className).toBe('visually-hidden');
  });
});

describe('toasts', () => {
  it('pass, but not while they are pointed at', () => {
    vi.useFakeTimers();
    render(<Toasts />);
    act(() => void showToast({ text: 'Saved', tone: 'success' }));
    const toast = screen.getByText('Saved').parentElement as HTMLElement;
    fireEvent.pointerEnter(toast);
    act(() => void vi.advanceTimersByTime(10_000));
    expect(screen.getByText('Saved')).toBeTruthy();
    fireEvent.pointerLeave(toast);
    act(() => void vi.advanceTimersByTime(6000));
    expect(screen.queryByText('Saved')).toBeNull();
  });

  it('stay when there is something to do, at most four', async () => {
    vi.useFakeTimers();
    render(<Toasts />);
    const undo = vi.fn();
    act(() => [1, 2, 3, 4, 5].forEach((i) => showToast({ text: `Gone ${i}`, action: { label: `Undo ${i}`, onSelect: undo } })));
    act(() => void vi.advanceTimersByTime(60_000));
    const region = screen.getByRole('log', { name: 'Notices' });
    expect(within(region).getAllByText(/^Gone/).map((element) => element.textContent)).toEqual(['Gone 2', 'Gone 3', 'Gone 4', 'Gone 5']);
    fireEvent.click(screen.getByRole('button', { name: 'Undo 5' }));
    expect(undo).toHaveBeenCalledOnce();
    expect(screen.queryByText('Gone 5')).toBeNull();
    vi.useRealTimers();
    expect(await violations()).toEqual([]);
    screen.getAllByRole('button', { name: 'Dismiss' }).forEach((button) => fireEvent.click(button));
  });
});

describe('toasts that were not dismissed', () => {
  it('can all be taken away', () => {
    render(<Toasts />);
    act(() => void showToast({ text: 'Not saved', tone: 'danger' }));
    act(clearToasts);
    expect(screen.queryByText('Not saved')).toBeNull();
  });
});

describe('the announcer', () => {
  it('says together what comes together, the newest five, and nothing twice', () => {
    vi.useFakeTimers();
    render(<Announcer />);
    const said = () => screen.getAllByRole('status').map((region) => region.textContent).join('');
    act(() => {
      for (const text of ['1', '2', '2', '3', '4', '5', '6']) announce(text);
      vi.advanceTimersByTime(100);
    });
    expect(said()).toBe('2\n3\n4\n5\n6');
    act(() => {
      announce('6');
      vi.advanceTimersByTime(500);
    });
    expect(said()).toBe('2\n3\n4\n5\n6');
    act(() => void vi.advanceTimersByTime(600));
    expect(said()).toBe('6');
  });
});

describe('tabs', () => {
  function Both() {
    const [value, setValue] = useState<'members' | 'about'>('about');
    return (
      <Tabs label="Channel" value={value} onValue={setValue} tabs={[{ value: 'about', label: 'About' }, { value: 'members', label: 'Members' }]}>
        This is {value}
      </Tabs>
    );
  }

  it('are chosen with arrows, round and round', async () => {
    render(<Both />);
    const about = screen.getByRole('tab', { name: 'About', selected: true });
    expect(screen.getByRole('tabpanel', { name: 'About' }).textContent).toBe('This is about');
    expect(await violations()).toEqual([]);
    about.focus();
    fireEvent.keyDown(about, { key: 'ArrowRight' });
    expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Members', selected: true }));
    expect(screen.getByRole('tabpanel', { name: 'Members' }).textContent).toBe('This is members');
    fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowRight' });
    expect(document.activeElement).toBe(about);
    expect(screen.getByRole('tab', { name: 'Members' }).tabIndex).toBe(-1);
  });
});

describe('a table', () => {
  const rows = [
    { id: 'b', count: 2 },
    { id: 'a', count: 10 },
  ];
  const columns = [
    { key: 'id', header: 'Name', rowHeader: true, cell: (row: (typeof rows)[0]) => row.id, sort: (a: (typeof rows)[0], b: (typeof rows)[0]) => a.id.localeCompare(b.id) },
    { key: 'count', header: 'Count', align: 'end' as const, cell: (row: (typeof rows)[0]) => row.count },
  ];
  const order = () => screen.getAllByRole('rowheader').map((cell) => cell.textContent);

  it('sorts by a column, one way and the other, and says so', async () => {
    render(<Table caption="Members" columns={columns} rows={rows} rowKey={(row) => row.id} />);
    expect(order()).toEqual(['b', 'a']);
    const sort = screen.getByRole('button', { name: 'Name' });
    fireEvent.click(sort);
    expect(order()).toEqual(['a', 'b']);
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending');
    fireEvent.click(sort);
    expect(order()).toEqual(['b', 'a']);
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending');
    expect(screen.queryByRole('button', { name: 'Count' })).toBeNull();
    expect(await violations()).toEqual([]);
  });

  it('leaves the order to whoever sorts elsewhere', () => {
    const sorted = vi.fn();
    render(<Table caption="Members" columns={columns} rows={rows} rowKey={(row) => row.id} sort={{ column: 'id', descending: false }} onSort={sorted} />);
    fireEvent.click(screen.getByRole('button', { name: 'Name' }));
    expect(sorted).toHaveBeenCalledWith({ column: 'id', descending: true });
    expect(order()).toEqual(['b', 'a']);
  });

  it('says when it is empty', () => {
    render(<Table caption="Members" columns={columns} rows={[]} rowKey={() => ''} empty="Nobody yet" />);
    expect(screen.getByRole('cell', { name: 'Nobody yet' })).toBeTruthy();
  });
});

describe('states', () => {
  it('of progress are named, and unknown without a value', async () => {
    const { rerender } = render(<ProgressBar label="Import" value={0.426} detail="426 of 1,000" />);
    const bar = screen.getByRole('progressbar', { name: 'Import' }) as HTMLProgressElement;
    expect(bar.value).toBe(0.426);
    expect(screen.getByText('43%')).toBeTruthy();
    expect(await violations()).toEqual([]);
    rerender(<ProgressBar label="Import" />);
    expect(bar.hasAttribute('value')).toBe(false);
  });

  it('of danger interrupt, others wait', async () => {
    const dismissed = vi.fn();
    render(
      <>
        <Banner tone="danger">Not sent.</Banner>
        <Banner onDismiss={dismissed}>Back again.</Banner>
        <EmptyState icon="search" title="Nothing found">
          Try other words.
        </EmptyState>
        <Tooltip text="Ctrl K">
          <button>Jump</button>
        </Tooltip>
      </>,
    );
    expect(screen.getByRole('alert').textContent).toBe('Not sent.');
    fireEvent.click(within(screen.getByRole('status')).getByRole('button', { name: 'Dismiss' }));
    expect(dismissed).toHaveBeenCalledOnce();
    expect(screen.getByRole('button', { name: 'Jump' }).getAttribute('aria-description')).toBe('Ctrl K');
    expect(await violations()).toEqual([]);
  });
});
