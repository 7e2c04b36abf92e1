import { act } from '@testing-library/preact';
import { vi } from 'vitest';
import { receive } from '../../../store/feed';
import { rest, type StoreBench } from '../../../store/test/bench';
import type { ServerEvent } from '../../../protocol';

/** Lets pass what is under way, and so much time. */
export async function settle(milliseconds = 0): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    await rest();
  });
}

/** The server tells of something, and a frame is drawn. */
export async function tell(bench: StoreBench, ...events: ServerEvent[]): Promise<void> {
  await act(async () => {
    events.forEach(receive);
    await bench.frame();
  });
  await settle();
}

/** Gives the page a layout, which happy-dom has not: a window of 800 pixels, and everything 40 pixels high. Ends with vi.restoreAllMocks. */
export function layOut(): void {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 600, 40));
}
