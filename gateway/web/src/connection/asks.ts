import { ApiError } from '../api/error';
import type { AckFrame, ClientFrame, NackFrame } from '../protocol';
import type { Clock, Timer } from './clock';

/** The server repeats what its grains do not answer for some time; what takes longer than this is lost. */
const LONGEST_MS = 30_000;

interface Ask {
  frame: ClientFrame;
  timer: Timer;
  resolve: (answer: AckFrame) => void;
  reject: (error: ApiError) => void;
}

/** Frames that wait for their answers, by id. Ids are never used again, so that a late answer of a former socket meets nothing. */
export class Asks {
  private readonly waiting = new Map<number, Ask>();
  private last = 0;

  constructor(private readonly clock: Clock) {}

  /** Errors: ApiError with the nack's code; `request_timeout`; `network_error` when the socket has closed. */
  begin(frame: ClientFrame, send: (text: string) => void): Promise<AckFrame> {
    const id = this.nextId();
    return new Promise((resolve, reject) => {
      const timer = this.clock.after(LONGEST_MS, () => this.take(id)?.reject(new ApiError('request_timeout', 0)));
      this.waiting.set(id, { frame, timer, resolve, reject });
      send(JSON.stringify({ id, ...frame }));
    });
  }

  nextId(): number {
    return ++this.last;
  }

  /** Settles the ask that an answer belongs to. Answers the frame that was acked. */
  answer(answer: AckFrame | NackFrame): ClientFrame | undefined {
    const ask = answer.reply_to === undefined ? undefined : this.take(answer.reply_to);
    if (ask === undefined)
      return undefined;
    if (answer.ok) {
      ask.resolve(answer);
      return ask.frame;
    }
    ask.reject(new ApiError(codeOf(answer), 200));
    return undefined;
  }

  /** The socket has closed: nobody will answer. */
  abandon(): void {
    for (const id of [...this.waiting.keys()])
      this.take(id)?.reject(new ApiError('network_error', 0));
  }

  private take(id: number): Ask | undefined {
    const ask = this.waiting.get(id);
    ask?.timer.cancel();
    this.waiting.delete(id);
    return ask;
  }
}

/** The server names its codes in `msg`, but for Slack's own nacks, which are sentences with numbers. */
function codeOf({ error }: NackFrame): string {
  if (/^[a-z_]+$/.test(error.msg))
    return error.msg;
  return error.code === 2 ? 'no_text' : error.code === -1 ? 'ratelimited' : 'invalid_frame';
}
