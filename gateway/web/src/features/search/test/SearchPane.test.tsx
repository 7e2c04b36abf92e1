// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../api';
import type { SearchMatch } from '../../../protocol';
import { StoreBench } from '../../../store/test/bench';
import { at, NOW, someState, user } from '../../../store/test/fixtures';
import { setLanguage } from '../../../text';
import { settle } from '../../messages/test/pane';
import { SearchPane } from '../SearchPane';

const match = (n: number, more: Partial<SearchMatch> = {}): SearchMatch => ({
  type: 'message', channel: { id: 'C01', name: 'c01' }, user: 'U02', username: 'ben', ts: at(n), text: `found \uE000word\uE001 ${n}`, permalink: '', ...more,
});

let bench: StoreBench;
let total = 3;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  setLanguage('en');
  total = 3;
  bench = new StoreBench(
    {
      'search.messages': ({ page }) => ({
        query: '',
        messages: { total, paging: { count: 20, total, page, pages: 2 }, matches: page === 1 ? [match(3), match(2)] : [match(2), match(1)] },
      }),
    },
    someState({ users: { U01: user('U01'), U02: user('U02') } }),
  );
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

async function show(query = 'word') {
  const view = render(<SearchPane query={query} onClose={() => undefined} />);
  await settle();
  return view;
}

const found = () => screen.getAllByRole('article').map((one) => /found word \d/.exec(one.textContent ?? '')?.[0]);

describe('searching', () => {
  it('shows what is found, with the words pointed out, as a way to the message', async () => {
    await show();
    expect(bench.callsOf('search.messages')).toEqual([{ query: 'word', sort: 'timestamp', sort_dir: 'desc', count: 20, page: 1, highlight: true }]);
    expect(screen.getByText('3 messages found')).toBeTruthy();
    expect(found()).toEqual(['found word 3', 'found word 2']);
    expect([...document.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['word', 'word']);
    expect(screen.getAllByRole('link', { name: 'Open in #c01' })[0]?.getAttribute('href')).toBe(`/archives/C01/p${at(3).replace('.', '')}`);
  });

  it('goes on page by page, and shows nothing twice', async () => {
    await show();
    fireEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await settle();
    expect(bench.callsOf('search.messages')[1]).toMatchObject({ page: 2 });
    expect(found()).toEqual(['found word 3', 'found word 2', 'found word 1']);
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('begins afresh in another order, and for another question', async () => {
    await show();
    fireEvent.change(screen.getByRole('combobox', { name: 'Order' }), { target: { value: 'relevant' } });
    await settle();
    expect(bench.callsOf('search.messages')[1]).toMatchObject({ sort: 'score', page: 1 });
    const field = screen.getByRole('searchbox', { name: 'Search messages' });
    fireEvent.input(field, { target: { value: 'other in:#c01' } });
    fireEvent.submit(screen.getByRole('search'));
    await settle();
    expect(bench.callsOf('search.messages')[2]).toMatchObject({ query: 'other in:#c01', sort: 'score', page: 1 });
  });

  it('asks nothing before there is a question', async () => {
    await show('');
    expect(bench.callsOf('search.messages')).toEqual([]);
    fireEvent.click(screen.getByText('has:link'));
    await settle();
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('has:link');
  });

  it('says that nothing was found', async () => {
    bench.on('search.messages', () => ({ query: '', messages: { total: 0, paging: { count: 20, total: 0, page: 1, pages: 0 }, matches: [] } }));
    await show();
    expect(screen.getByText(/No message has these words/)).toBeTruthy();
  });

  it('says what went wrong, and tries again', async () => {
    bench.on('search.messages', () => {
      throw new ApiError('service_unavailable', 503);
    });
    await show();
    expect(screen.getByText(/The search did not work\./)).toBeTruthy();
    bench.on('search.messages', () => ({ query: '', messages: { total: 1, paging: { count: 20, total: 1, page: 1, pages: 1 }, matches: [match(3)] } }));
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await settle();
    expect(found()).toEqual(['found word 3']);
  });
});
