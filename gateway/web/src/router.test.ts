// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { navigate, parse, pathTo, route, startRouter } from './router';

describe('addresses', () => {
  for (const [path, expected] of [
    ['/', { name: 'home' }],
    ['/signin', { name: 'signin' }],
    ['/client', { name: 'client' }],
    ['/client/C01', { name: 'client', channel: 'C01' }],
    ['/client/C01/thread/1700000000.000100', { name: 'client', channel: 'C01', thread: '1700000000.000100' }],
    ['/client/C01/thread/x', { name: 'unknown' }],
    ['/client/<b>', { name: 'unknown' }],
    ['/archives/C01/p1700000000000100', { name: 'message', channel: 'C01', ts: '1700000000.000100' }],
    ['/archives/C01/p1700000000000100?thread_ts=1600000000.000200', { name: 'message', channel: 'C01', ts: '1700000000.000100', thread: '1600000000.000200' }],
    ['/archives/C01', { name: 'client', channel: 'C01' }],
    ['/archives/C01/p17', { name: 'unknown' }],
    ['/manage', { name: 'manage', path: '' }],
    ['/manage/imports/J1', { name: 'manage', path: 'imports/J1' }],
    ['/operate/shards', { name: 'operate', path: 'shards' }],
    ['/join/a%20b', { name: 'join', code: 'a b' }],
    ['/join/%', { name: 'join', code: '%' }],
    ['/nowhere', { name: 'unknown' }],
  ] as const) {
    it(path, () => {
      const url = new URL(path, 'http://chat.example');
      expect(parse(url.pathname, url.search)).toEqual(expected);
    });
  }

  it('lead back to what they were made of', () => {
    const url = new URL(pathTo.message('C01', '1700000000.000100', '1600000000.000200'), 'http://chat.example');
    expect(parse(url.pathname, url.search)).toEqual({ name: 'message', channel: 'C01', ts: '1700000000.000100', thread: '1600000000.000200' });
    expect(pathTo.message('C01', '1700000000.000100', '1700000000.000100')).toBe('/archives/C01/p1700000000000100');
    expect(parse(pathTo.thread('C01', '1700000000.000100'))).toMatchObject({ thread: '1700000000.000100' });
  });
});

describe('the router', () => {
  let stop: () => void;
  beforeEach(() => {
    history.replaceState(null, '', '/');
    stop = startRouter();
  });
  afterEach(() => stop());

  function click(html: string, options: MouseEventInit = {}): boolean {
    document.body.innerHTML = html;
    let isTaken = false;
    // What the router leaves is the browser's; here nobody goes anywhere.
    window.addEventListener('click', event => {
      isTaken = event.defaultPrevented;
      event.preventDefault();
    }, { once: true });
    document.body.querySelector('a *, a')!.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...options }));
    return isTaken;
  }

  it('goes where it is told', () => {
    navigate('/client/C01');
    expect(route.value).toEqual({ name: 'client', channel: 'C01' });
    expect(location.pathname).toBe('/client/C01');
  });

  it('takes plain clicks on its own pages, and no others', () => {
    expect(click('<a href="/client/C02"><b>x</b></a>')).toBe(true);
    expect(route.value).toEqual({ name: 'client', channel: 'C02' });
    expect(click('<a href="/client/C03">x</a>', { ctrlKey: true })).toBe(false);
    expect(click('<a href="/client/C03" target="_blank">x</a>')).toBe(false);
    expect(click('<a href="/admin/exports/1" download>x</a>')).toBe(false);
    expect(click('<a href="/dashboard">x</a>')).toBe(false);
    expect(click('<a href="https://other.example/client/C03">x</a>')).toBe(false);
    expect(route.value).toEqual({ name: 'client', channel: 'C02' });
  });
});
