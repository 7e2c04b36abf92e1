/** What a poll needs of the page and of time; tests give their own. */
export interface PollingPorts {
  readonly document: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;
  readonly setTimeout: (run: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
}

export interface Polling {
  /** Asks now, unless it is being asked; the next time counts from then. */
  refresh(): void;
  stop(): void;
}

const browser: PollingPorts = {
  get document() {
    return document;
  },
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/**
 * Asks at once, and again so long after each answer, whatever it was; not while the page is hidden, and at once when it is shown
 * again. `null`: only when it is told to. `ask` reports by itself and never rejects.
 */
export function poll(ask: () => Promise<void>, everyMs: number | null, ports: PollingPorts = browser): Polling {
  let timer: unknown;
  let isAsking = false;
  let isAgain = false;
  let isStopped = false;

  async function turn(): Promise<void> {
    ports.clearTimeout(timer);
    if (isAsking) {
      isAgain = true;
      return;
    }
    isAsking = true;
    await ask();
    isAsking = false;
    if (isStopped) return;
    if (isAgain) {
      isAgain = false;
      return turn();
    }
    if (everyMs !== null && !ports.document.hidden) timer = ports.setTimeout(() => void turn(), everyMs);
  }

  function seen(): void {
    if (everyMs === null) return;
    if (ports.document.hidden) ports.clearTimeout(timer);
    else void turn();
  }

  ports.document.addEventListener('visibilitychange', seen);
  void turn();
  return {
    refresh: () => void turn(),
    stop() {
      isStopped = true;
      ports.clearTimeout(timer);
      ports.document.removeEventListener('visibilitychange', seen);
    },
  };
}
