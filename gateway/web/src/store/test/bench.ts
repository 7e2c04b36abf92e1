import { ApiError, type Answer, type Arguments, type CallOptions } from '../../api';
import type { AckFrame, ClientFrame } from '../../protocol';
import { dropWaiting } from '../feed';
import type { State } from '../state';
import { update } from '../store';
import { wire } from '../wiring';
import { NOW, someState } from './fixtures';

type Handler = (args: Record<string, unknown>) => unknown;

/** The store with a server that the test answers for. */
export class StoreBench {
  readonly calls: { method: string; args: Record<string, unknown>; options: CallOptions }[] = [];
  readonly asked: { frame: ClientFrame; resolve: (answer: AckFrame) => void; reject: (error: ApiError) => void }[] = [];
  readonly told: ClientFrame[] = [];
  watched: readonly string[] = [];
  now = NOW;
  private frames: (() => void)[] = [];
  private ids = 0;

  constructor(private readonly handlers: Record<string, Handler> = {}, state: State = someState()) {
    dropWaiting();
    wire({
      call: async (method, args, options) => this.handle(method, args ?? {}, options ?? {}),
      socket: {
        ask: frame => new Promise((resolve, reject) => this.asked.push({ frame, resolve, reject })),
        tell: frame => void this.told.push(frame),
        watch: users => void (this.watched = users),
        start: () => undefined,
        stop: () => undefined,
        retryNow: () => undefined,
      },
      now: () => this.now,
      nextFrame: run => void this.frames.push(run),
      newId: () => `m${++this.ids}`,
    });
    update(() => state);
  }

  /** Draws a frame: what waited for one is done, and what that led to. */
  async frame(): Promise<void> {
    await rest();
    for (const run of this.frames.splice(0))
      run();
    await rest();
  }

  on(method: string, handler: Handler): this {
    this.handlers[method] = handler;
    return this;
  }

  callsOf(method: string): Record<string, unknown>[] {
    return this.calls.filter(call => call.method === method).map(call => call.args);
  }

  private async handle<M extends string>(method: M, args: Arguments, options: CallOptions): Promise<Answer<M>> {
    this.calls.push({ method, args: args as Record<string, unknown>, options });
    const handler = this.handlers[method];
    if (handler === undefined)
      throw new ApiError('unknown_method', 200);
    return { ok: true, ...await handler(args as Record<string, unknown>) as object } as Answer<M>;
  }
}

/** A promise that the test settles. */
export function later<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
}

/** Everything that was settled has gone on. */
export async function rest(): Promise<void> {
  for (let i = 0; i < 30; i++)
    await Promise.resolve();
}
