// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { place, type Placement } from './place';

const window = { width: 1000, height: 800 };
let size = { width: 200, height: 200 };

function placed(anchor: { left: number; top: number }, placement: Placement) {
  const element = document.createElement('div');
  document.body.append(element);
  element.getBoundingClientRect = () => new DOMRect(0, 0, size.width, size.height);
  place(element, new DOMRect(anchor.left, anchor.top, 40, 20), placement);
  const { left, top, maxHeight } = element.style;
  return { left: parseFloat(left), top: parseFloat(top), room: parseFloat(maxHeight) };
}

beforeEach(() => {
  Object.assign(globalThis, { innerWidth: window.width, innerHeight: window.height });
  size = { width: 200, height: 200 };
});

describe('what floats beside an anchor', () => {
  it.each<[Placement, number, number]>([
    ['bottom-start', 400, 324],
    ['bottom-end', 240, 324],
    ['top-start', 400, 96],
    ['top', 320, 96],
  ])('stands %s of it', (placement, left, top) => {
    expect(placed({ left: 400, top: 300 }, placement)).toMatchObject({ left, top });
  });

  it('goes to the other side when only that has room', () => {
    expect(placed({ left: 400, top: 700 }, 'bottom-start').top).toBe(700 - 4 - 200);
    expect(placed({ left: 400, top: 50 }, 'top-start').top).toBe(50 + 20 + 4);
  });

  it('takes the larger side and no more than its room when neither is enough', () => {
    size.height = 2000;
    const { top, room } = placed({ left: 400, top: 500 }, 'bottom-start');
    expect(room).toBe(500 - 4 - 8);
    expect(top).toBe(8);
  });

  it('stays in the window', () => {
    expect(placed({ left: 950, top: 100 }, 'bottom-start').left).toBe(1000 - 8 - 200);
    expect(placed({ left: 0, top: 100 }, 'bottom-end').left).toBe(8);
  });
});
