import { signal, type ReadonlySignal } from '@preact/signals';
import type { ApiError } from '../../../api';
import { onSessionEnd } from '../../../store';
import type { Job } from '../bodies';
import { uploadImport } from '../calls';
import { asApiError } from '../live/useLive';
import { RateMeter } from './rate';

/** A file on its way to the server. It goes on while its reader looks at other pages. */
export interface Upload {
  readonly team: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sent: number;
  /** Bytes a second; null before it is known. */
  readonly rate: number | null;
  /** sending; storing: all was sent, and the server has not said that it has it; failed. */
  readonly state: 'sending' | 'storing' | 'failed';
  readonly error?: ApiError;
}

export interface UploadPorts {
  send: typeof uploadImport;
  now(): number;
  /** Asks whoever closes the page in the middle whether that is meant. */
  guard(isOn: boolean): void;
}

const current = signal<Upload | null>(null);
let abort: AbortController | null = null;

/** The upload that is under way, or the last one if it failed. */
export const upload: ReadonlySignal<Upload | null> = current;

const browser: UploadPorts = {
  send: uploadImport,
  now: () => performance.now(),
  guard: (isOn) => (isOn ? addEventListener : removeEventListener)('beforeunload', ask),
};

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Sends a file; the job that imports it, or null if that failed or was given up. One at a time: nothing happens while one is under way. */
export async function startUpload(team: string, file: File, ports: UploadPorts = browser): Promise<Job | null> {
  if (current.value && current.value.state !== 'failed') return null;
  const meter = new RateMeter();
  meter.add(0, ports.now());
  const mine = (abort = new AbortController());
  const begun: Upload = { team, name: file.name, size: file.size, sent: 0, rate: null, state: 'sending' };
  current.value = begun;
  ports.guard(true);
  try {
    const job = await ports.send(team, file, {
      signal: mine.signal,
      onProgress(sent, total) {
        current.value = { ...begun, size: total, sent, rate: meter.add(sent, ports.now()), state: sent < total ? 'sending' : 'storing' };
      },
    });
    current.value = null;
    return job;
  } catch (failure) {
    const error = asApiError(failure);
    current.value = error.code === 'aborted' ? null : { ...(current.value ?? begun), state: 'failed', error };
    return null;
  } finally {
    ports.guard(false);
  }
}

/** Gives the upload up; the server forgets what it has of it. Takes a failed one away. */
export function cancelUpload(): void {
  if (current.value?.state === 'failed') current.value = null;
  else abort?.abort();
}

onSessionEnd(cancelUpload);
