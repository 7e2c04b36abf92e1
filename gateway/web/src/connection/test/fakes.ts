import { ApiError } from '../../api/error';
import type { PostedEvent, ServerEvent } from '../../protocol';
import type { Clock } from '../clock';
import { Connection, type LinkState, type Sink, type SocketLike } from '../connection';

/** Time that passes when it is told to. */
export class FakeClock implements Clock {
  time = 1_700_000_000_000;
  private timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void) {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return { cancel: () => void (this.timers = this.timers.filter(other => other !== timer)) };
  }

  /** Timers run in their order, and what they wait for is done. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    for (let next = this.next(until); next !== undefined; next = this.next(until)) {
      this.time = Math.max(this.time, next.at);
      this.timers = this.timers.filter(other => other !== next);
      next.run();
      await settled();
    }
    this.time = until;
  }

  /** The machine sleeps: time goes on, timers do not. */
  sleep(ms: number): void {
    this.time += ms;
  }

  private next(until: number) {
    return this.timers.filter(timer => timer.at <= until).sort((a, b) => a.at - b.at)[0];
  }
}

export class FakeSocket implements SocketLike {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closedWith: number | undefined | null = null;

  constructor(readonly url: string) {}

  get offset(): string | null {
    return new URL(this.url).searchParams.get('offset');
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(code?: number): void {
    this.closedWith = code;
  }

  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  hello(position: string, resumed = true): void {
    this.says({ type: 'hello', position, head: position, resumed });
  }

  drop(code = 1_006): void {
    this.onclose?.({ code });
  }

  sentOf(type: string): Record<string, unknown>[] {
    return this.sent.filter(frame => frame['type'] === type);
  }
}

/** A connection whose server is the test. */
export class Bench {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly events: (ServerEvent | PostedEvent)[] = [];
  readonly openings: boolean[] = [];
  readonly links: LinkState[] = [];
  endedWith: string | undefined;
  connects = 0;
  /** What rtm.connect answers with instead of a URL. */
  refusal: ApiError | undefined;
  /** While true, rtm.connect answers nothing; what it was asked meanwhile is answered by calling these. */
  isMute = false;
  readonly unanswered: (() => void)[] = [];
  random = 0.5;

  private readonly sink: Sink = {
    event: event => void this.events.push(event),
    opened: resumed => void this.openings.push(resumed),
    link: state => void this.links.push(state),
    ended: code => void (this.endedWith = code),
  };

  readonly connection = new Connection({
    connect: () => {
      const url = `ws://chat.example/rtm/ticket${++this.connects}?offset=T00000001-1-1700000000.000001`;
      if (this.isMute)
        return new Promise(resolve => void this.unanswered.push(() => resolve({ url })));
      return this.refusal ? Promise.reject(this.refusal) : Promise.resolve({ url });
    },
    open: url => {
      const socket = new FakeSocket(url);
      this.sockets.push(socket);
      return socket;
    },
    clock: this.clock,
    random: () => this.random,
    sink: this.sink,
  });

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  get link(): LinkState {
    return this.links.at(-1)!;
  }

  async start(position = 'T00000001-1-1700000000.000001'): Promise<this> {
    this.connection.start();
    await settled();
    this.socket.hello(position);
    return this;
  }

  /** The socket is lost, and the next one is open as far as it is said. */
  async reconnect(): Promise<void> {
    await this.clock.pass(60_000);
  }
}

/** Promises that are under way have gone on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++)
    await Promise.resolve();
}

export function messageEvent(ts: string, more: object = {}): ServerEvent {
  return { type: 'message', channel: 'C01', user: 'U02', text: 'hi', ts, event_ts: ts, ...more } as ServerEvent;
}
