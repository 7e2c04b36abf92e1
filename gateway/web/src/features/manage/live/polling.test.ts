import { beforeEach, describe, expect, it } from 'vitest';
import { poll, type PollingPorts } from './polling';

class Page implements PollingPorts {
  hidden = false;
  readonly waiting: { run: () => void; ms: number }[] = [];
  private seen: (() => void) | undefined;

  readonly document: PollingPorts['document'];

  constructor() {
    const isHidden = () => this.hidden;
    this.document = {
      get hidden() {
        return isHidden();
      },
      addEventListener: (_: string, listener: unknown) => void (this.seen = listener as () => void),
      removeEventListener: () => void (this.seen = undefined),
    };
  }

  setTimeout = (run: () => void, ms: number) => this.waiting[this.waiting.push({ run, ms }) - 1];
  clearTimeout = (timer: unknown) => {
    const at = this.waiting.findIndex((one) => one === timer);
    if (at >= 0) this.waiting.splice(at, 1);
  };

  show(isShown: boolean): void {
    this.hidden = !isShown;
    this.seen?.();
  }

  /** The time of the next question has come. */
  pass(): void {
    this.waiting.shift()?.run();
  }
}

/** A server that answers when it is told to. */
class Server {
  asked = 0;
  private answers: (() => void)[] = [];
  ask = () => {
    this.asked++;
    return new Promise<void>((resolve) => this.answers.push(resolve));
  };
  async answer(): Promise<void> {
    this.answers.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  }
}

describe('poll', () => {
  let page: Page;
  let server: Server;
  beforeEach(() => {
    page = new Page();
    server = new Server();
  });

  it('asks at once, and again so long after each answer', async () => {
    poll(server.ask, 3000, page);
    expect(server.asked).toBe(1);
    expect(page.waiting).toHaveLength(0);
    await server.answer();
    expect(page.waiting.map((timer) => timer.ms)).toEqual([3000]);
    page.pass();
    expect(server.asked).toBe(2);
  });

  it('rests while the page is hidden, and asks at once when it is shown again', async () => {
    poll(server.ask, 3000, page);
    await server.answer();
    page.show(false);
    expect(page.waiting).toHaveLength(0);
    page.show(true);
    expect(server.asked).toBe(2);
  });

  it('does not go on when an answer comes to a hidden page', async () => {
    poll(server.ask, 3000, page);
    page.show(false);
    await server.answer();
    expect(page.waiting).toHaveLength(0);
  });

  it('asks once more after the answer when it was told to in the middle', async () => {
    const polling = poll(server.ask, 3000, page);
    polling.refresh();
    polling.refresh();
    expect(server.asked).toBe(1);
    await server.answer();
    expect(server.asked).toBe(2);
  });

  it('is silent after its end', async () => {
    const polling = poll(server.ask, 3000, page);
    polling.stop();
    await server.answer();
    page.show(true);
    expect(page.waiting).toHaveLength(0);
    expect(server.asked).toBe(1);
  });

  it('asks only when told to without a period', async () => {
    const polling = poll(server.ask, null, page);
    await server.answer();
    page.show(false);
    page.show(true);
    expect(server.asked).toBe(1);
    polling.refresh();
    expect(server.asked).toBe(2);
  });
});
