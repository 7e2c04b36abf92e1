// @vitest-environment happy-dom
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { act, cleanup, render, screen } from '@testing-library/preact';
import { createRef } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { violations } from '../testing/axe';
import { FakeLayout } from '../testing/layout';
import { VirtualList, type VirtualListHandle, type VirtualListProps } from './VirtualList';

interface Row {
  id: string;
  height: number;
}

/** Heights between 20 and 180, of which the estimate of 60 is mostly wrong. */
const rows = (from: number, to: number): Row[] => Array.from({ length: to - from }, (_, i) => ({ id: `m${from + i}`, height: 20 + (((from + i) * 37) % 161) }));

const draw = (row: Row) => (
  <p data-height={row.height} tabIndex={-1}>
    {row.id}
  </p>
);

let layout: FakeLayout;
let handle = createRef<VirtualListHandle>();
const list = (items: readonly Row[], more: Partial<VirtualListProps<Row>> = {}) => (
  <VirtualList items={items} itemKey={(row) => row.id} renderItem={draw} estimate={60} label="Messages" role="feed" handle={handle} {...more} />
);

async function open(items: readonly Row[], more: Partial<VirtualListProps<Row>> = {}) {
  const { rerender } = render(list(items, more));
  await layout.frames();
  return async (items: readonly Row[], changed: Partial<VirtualListProps<Row>> = {}) => {
    rerender(list(items, { ...more, ...changed }));
    await layout.frames();
  };
}

const box = () => screen.getByRole('group', { name: 'Messages' });
const drawn = () => [...box().querySelectorAll<HTMLElement>('[data-index]')];
const item = (id: string) => screen.getByText(id).closest<HTMLElement>('[data-index]') as HTMLElement;
const top = (id: string) => layout.top(item(id), box());
const bottom = (id: string) => top(id) + layout.height(item(id));
const inSight = () => drawn().filter((element) => layout.top(element, box()) < layout.view && layout.top(element, box()) + layout.height(element) > 0);
const fromEnd = () => layout.content(box()) - layout.view - box().scrollTop;

beforeEach(() => {
  layout = new FakeLayout();
  handle = createRef();
});
afterEach(cleanup);

describe('a virtual list of 50,000', () => {
  const many = rows(0, 50_000);

  it('opens at its end with few nodes', async () => {
    await open(many);
    expect(bottom('m49999')).toBe(layout.view);
    expect(drawn().length).toBeLessThan(60);
  });

  it('is scrolled through without a hole, and without growing', async () => {
    await open(many, { initial: 'start' });
    expect(top('m0')).toBe(0);
    let most = 0;
    for (let at = 0; at < 60; at++) {
      // By pages, and by leaps as a dragged scroll bar makes them.
      await layout.scroll(box(), box().scrollTop + (at % 10 === 9 ? 400_000 : 450));
      const seen = inSight();
      expect(layout.top(seen[0] as HTMLElement, box())).toBeLessThanOrEqual(0);
      const last = seen.at(-1) as HTMLElement;
      expect(layout.top(last, box()) + layout.height(last)).toBeGreaterThanOrEqual(layout.view);
      most = Math.max(most, box().querySelectorAll('*').length);
    }
    expect(most).toBeLessThan(250);
  });

  it('does not hold on to what was scrolled past', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    await open(many, { initial: 'start' });
    const passed: WeakRef<HTMLElement>[] = [];
    for (let at = 0; at < 40; at++) {
      await layout.scroll(box(), box().scrollTop + 800);
      passed.push(...drawn().map((element) => new WeakRef(element)));
    }
    await new Promise((done) => setTimeout(done));
    collect();
    expect(passed.filter((element) => element.deref() !== undefined).length).toBeLessThan(passed.length / 4);
  });

  it('is gone back through to its beginning', async () => {
    await open(many.slice(0, 400));
    while (box().scrollTop > 0) {
      const before = inSight()[2] as HTMLElement;
      const { textContent } = before;
      const was = layout.top(before, box());
      const now = box().scrollTop;
      await layout.scroll(box(), now - 100);
      // It moved by what was scrolled (at the very beginning by what there was), although every height above it had been guessed wrong.
      if (now > 800) expect(layout.top(item(textContent ?? ''), box())).toBeCloseTo(was + 100, 3);
    }
    expect(top('m0')).toBe(0);
  });
});

describe('a virtual list opens', () => {
  it.each([
    ['start', () => top('m500'), 0],
    ['end', () => bottom('m500'), 500],
    ['center', () => (top('m500') + bottom('m500')) / 2, 250],
  ] as const)('at an item: %s', async (align, where, expected) => {
    await open(rows(0, 1000), { initial: { key: 'm500', align } });
    expect(where()).toBeCloseTo(expected, 3);
  });

  it('with a distance to the edge', async () => {
    await open(rows(0, 1000), { initial: { key: 'm500', align: 'start', offset: 40 } });
    expect(top('m500')).toBe(40);
  });

  it('at its end when the item is near that', async () => {
    await open(rows(0, 1000), { initial: { key: 'm999', align: 'start' } });
    expect(fromEnd()).toBe(0);
  });

  it('when its first items come', async () => {
    const change = await open([], { initial: { key: 'm50', align: 'start' } });
    await change(rows(0, 100));
    expect(top('m50')).toBe(0);
  });

  it('again where it was left', async () => {
    await open(rows(0, 1000));
    await layout.scroll(box(), 20_000);
    const initial = handle.current?.position();
    const seen = inSight().map((element) => [element.textContent, layout.top(element, box())]);
    cleanup();
    await open(rows(0, 1000), { initial });
    expect(inSight().map((element) => [element.textContent, layout.top(element, box())])).toEqual(seen);
  });
});

describe('what is read stays where it is', () => {
  const seen = () => inSight().map((element) => [element.textContent, layout.top(element, box())]);

  it('and the step that the reader scrolled is not lost, when items come before the browser has told of it', async () => {
    const change = await open(rows(500, 1000));
    await layout.scroll(box(), 700);
    box().scrollTop = 580;
    const before = seen();
    await change(rows(450, 1000));
    expect(seen()).toEqual(before);
    // What was scrolled leaves the end, too: nothing runs after what comes there.
    await layout.scroll(box(), 1e9);
    box().scrollTop -= 200;
    const [first] = seen();
    await change(rows(450, 1001), { stickToEnd: true });
    expect(seen()[0]).toEqual(first);
  });

  it('when the items that were passed are given up, at one end while others come at the other', async () => {
    const change = await open(rows(500, 1000));
    await layout.scroll(box(), 3_000);
    const before = seen();
    await change(rows(400, 700));
    expect(seen()).toEqual(before);
    await change(rows(510, 900));
    expect(seen()).toEqual(before);
  });

  it('when older items come in front', async () => {
    const change = await open(rows(500, 1000), { header: <div data-height={30}>Loading</div> });
    await layout.scroll(box(), 700);
    const before = seen();
    await change(rows(450, 1000));
    expect(seen()).toEqual(before);
    await change(rows(0, 1000), { header: null });
    expect(seen()).toEqual(before);
  });

  it('when items come behind', async () => {
    const change = await open(rows(0, 300));
    await layout.scroll(box(), 7000);
    const before = seen();
    await change(rows(0, 400));
    expect(seen()).toEqual(before);
  });

  it('when an item above grows or shrinks', async () => {
    await open(rows(0, 300));
    await layout.scroll(box(), 7000);
    const before = seen();
    const above = drawn().filter((element) => layout.top(element, box()) < 0);
    for (const height of ['400', '10']) {
      for (const element of above) (element.firstElementChild as HTMLElement).dataset['height'] = height;
      await layout.frames();
      for (const [id, where] of before.slice(1)) expect(top(String(id))).toBe(where);
    }
  });

  it('when items before and after it go', async () => {
    const all = rows(0, 300);
    const change = await open(all);
    await layout.scroll(box(), 7000);
    const middle = inSight()[1]?.textContent ?? '';
    const at = all.findIndex((row) => row.id === middle);
    const was = top(middle);
    await change([...all.slice(10, at), ...all.slice(at, at + 100)]);
    expect(top(middle)).toBe(was);
  });

  it('when it was sent to a place and images load around it', async () => {
    await open(rows(0, 300), { initial: { key: 'm150', align: 'center' } });
    for (const element of drawn()) if (element.textContent !== 'm150') (element.firstElementChild as HTMLElement).dataset['height'] = '120';
    await layout.frames();
    expect((top('m150') + bottom('m150')) / 2).toBeCloseTo(250, 3);
  });
});

describe('a list that sticks to its end', () => {
  it('follows what comes and what grows', async () => {
    const change = await open(rows(0, 100), { stickToEnd: true });
    expect(fromEnd()).toBe(0);
    await change(rows(0, 130));
    expect(bottom('m129')).toBe(layout.view);
    (item('m129').firstElementChild as HTMLElement).dataset['height'] = '700';
    await layout.frames();
    expect(bottom('m129')).toBe(layout.view);
    layout.view = 300;
    await layout.frames();
    expect(bottom('m129')).toBe(300);
  });

  it('does not once the reader has gone back, and does again at the end', async () => {
    const change = await open(rows(0, 100), { stickToEnd: true });
    await layout.scroll(box(), box().scrollTop - 200);
    const where = top('m97');
    await change(rows(0, 101));
    expect(top('m97')).toBe(where);
    expect(handle.current?.atEnd()).toBe(false);
    await layout.scroll(box(), 1e9);
    expect(handle.current?.atEnd()).toBe(true);
    await change(rows(0, 102));
    expect(bottom('m101')).toBe(layout.view);
  });

  it('follows from a place that it was sent to, if that is the end', async () => {
    const change = await open(rows(0, 100), { stickToEnd: true, initial: { key: 'm98', align: 'start' } });
    expect(fromEnd()).toBe(0);
    await change(rows(0, 110));
    expect(bottom('m109')).toBe(layout.view);
  });

  it('does not run to an end that is still to be loaded', async () => {
    const change = await open(rows(0, 100), { stickToEnd: false });
    const where = top('m99');
    await change(rows(0, 200), { stickToEnd: true });
    expect(top('m99')).toBe(where);
  });

  it('is sent to its end', async () => {
    await open(rows(0, 1000), { stickToEnd: true, initial: 'start', footer: <div data-height={20}>Typing</div> });
    act(() => handle.current?.scrollToEnd());
    await layout.frames();
    expect(fromEnd()).toBe(0);
    expect(handle.current?.position()).toBe('end');
  });
});

describe('near an end', () => {
  it('asks for more once, and again when that has come', async () => {
    const older = vi.fn();
    const newer = vi.fn();
    const change = await open(rows(500, 700), { initial: { key: 'm600', align: 'start' }, onNearStart: older, onNearEnd: newer });
    expect([older, newer].map((call) => call.mock.calls.length)).toEqual([0, 0]);
    await layout.scroll(box(), 500);
    await layout.scroll(box(), 400);
    expect(older).toHaveBeenCalledTimes(1);
    // Two messages are not enough to be far from the beginning.
    await change(rows(498, 700));
    expect(older).toHaveBeenCalledTimes(2);
    await change(rows(300, 700));
    expect(older).toHaveBeenCalledTimes(2);
    expect(newer).not.toHaveBeenCalled();
    await layout.scroll(box(), 1e9);
    expect(newer).toHaveBeenCalledTimes(1);
  });

  it('asks on both sides of a list that is short', async () => {
    const older = vi.fn();
    const newer = vi.fn();
    await open(rows(0, 3), { onNearStart: older, onNearEnd: newer });
    expect([older, newer].map((call) => call.mock.calls.length)).toEqual([1, 1]);
  });
});

describe('from outside a list', () => {
  it('is sent to items, as little as needed for the nearest', async () => {
    await open(rows(0, 1000));
    expect(handle.current?.scrollTo({ key: 'gone', align: 'start' })).toBe(false);
    act(() => void handle.current?.scrollTo({ key: 'm300', align: 'start' }));
    await layout.frames();
    expect(top('m300')).toBe(0);
    act(() => void handle.current?.scrollTo({ key: 'm302', align: 'nearest' }));
    await layout.frames();
    expect(top('m300')).toBe(0);
    act(() => void handle.current?.scrollTo({ key: 'm290', align: 'nearest' }));
    await layout.frames();
    expect(top('m290')).toBe(0);
    act(() => void handle.current?.scrollTo({ key: 'm330', align: 'nearest' }));
    await layout.frames();
    expect(bottom('m330')).toBe(layout.view);
    expect(handle.current?.visible()?.last).toBe('m330');
  });

  it('puts the focus on an item that was not drawn, and keeps it drawn', async () => {
    await open(rows(0, 1000));
    act(() => void handle.current?.focusItem('m10'));
    await layout.frames();
    expect(document.activeElement?.textContent).toBe('m10');
    await layout.scroll(box(), 30_000);
    expect(document.activeElement?.textContent).toBe('m10');
    expect(drawn().length).toBeLessThan(60);
    const around = inSight();
    expect(layout.top(around[0] as HTMLElement, box())).toBeLessThanOrEqual(0);
    act(() => (document.activeElement as HTMLElement).blur());
    await layout.scroll(box(), 40_000);
    expect(screen.queryByText('m10')).toBeNull();
  });

  it('keeps drawn what is pinned, and what has the focus besides', async () => {
    await open(rows(0, 1000), { initial: 'start', pinned: 'm20' });
    const pinned = item('m20');
    await layout.scroll(box(), 50_000);
    expect(item('m20')).toBe(pinned);
    act(() => void handle.current?.focusItem('m900'));
    await layout.frames();
    await layout.scroll(box(), 30_000);
    expect(drawn().map((element) => Number(element.dataset['index']))).toEqual(drawn().map((element) => Number(element.dataset['index'])).sort((a, b) => a - b));
    expect([drawn()[0], drawn().at(-1)]).toEqual([item('m20'), item('m900')]);
    expect(layout.top(inSight()[0] as HTMLElement, box())).toBeLessThanOrEqual(0);
  });

  it('is told where it is', async () => {
    const scrolled = vi.fn();
    await open(rows(0, 1000), { onScroll: scrolled });
    await layout.scroll(box(), 0);
    expect(scrolled).toHaveBeenLastCalledWith({ atEnd: false, first: 'm0', last: inSight().at(-1)?.textContent });
  });
});

describe('drawing', () => {
  it('happens once an item, not once a scroll', async () => {
    const renderItem = vi.fn(draw);
    await open(rows(0, 1000), { renderItem, initial: 'start' });
    const before = renderItem.mock.calls.length;
    for (let i = 1; i <= 10; i++) await layout.scroll(box(), i * 10);
    // Some came into reach; those that were there were left alone.
    expect(renderItem.mock.calls.length - before).toBeLessThan(8);
  });

  it('waits for a list that is not shown', async () => {
    layout.view = 0;
    await open(rows(0, 1000), { stickToEnd: true });
    layout.view = 500;
    await layout.frames();
    expect(bottom('m999')).toBe(500);
  });

  it('measures again when the width changes', async () => {
    await open(rows(0, 1000), { initial: { key: 'm500', align: 'start' } });
    layout.width = 200;
    for (const element of drawn()) (element.firstElementChild as HTMLElement).dataset['height'] = '200';
    await layout.frames();
    expect(top('m500')).toBe(0);
  });
});

describe('for assistive technology', () => {
  it('is a feed of articles in a box that the keyboard scrolls', async () => {
    await open(rows(0, 1000), { busy: true });
    expect(box().tabIndex).toBe(0);
    const feed = screen.getByRole('feed', { name: 'Messages' });
    expect(feed.getAttribute('aria-busy')).toBe('true');
    const [first] = screen.getAllByRole('article');
    expect(first?.getAttribute('aria-setsize')).toBe('-1');
    expect(Number(first?.getAttribute('aria-posinset'))).toBeGreaterThan(900);
    expect(await violations()).toEqual([]);
  });

  it('is a list of so many items', async () => {
    await open(rows(0, 1000), { role: 'list', itemProps: () => ({ class: 'row', tabIndex: -1 }) });
    const last = screen.getAllByRole('listitem').at(-1);
    expect(last?.getAttribute('aria-setsize')).toBe('1000');
    expect(last?.getAttribute('aria-posinset')).toBe('1000');
    expect(last?.className).toBe('ui-virtual-item row');
    expect(await violations()).toEqual([]);
  });
});
