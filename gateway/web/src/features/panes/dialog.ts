import { signal, type ReadonlySignal } from '@preact/signals';
import type { ChannelId } from '../../protocol';
import { onSessionEnd } from '../../store';

/** The one dialog that is open in front of everything. */
export type Dialog =
  | { kind: 'switcher' }
  | { kind: 'browse' }
  | { kind: 'create'; name?: string }
  | { kind: 'invite'; channel: ChannelId }
  | { kind: 'edit'; channel: ChannelId; what: 'name' | 'topic' | 'purpose' }
  | { kind: 'write' }
  | { kind: 'profile' }
  | { kind: 'status' }
  | { kind: 'preferences' }
  | { kind: 'shortcuts' };

const current = signal<Dialog | null>(null);

export const dialog: ReadonlySignal<Dialog | null> = current;

export function openDialog(next: Dialog): void {
  current.value = next;
}

export function closeDialog(): void {
  current.value = null;
}

onSessionEnd(closeDialog);
