import { signal, type ReadonlySignal } from '@preact/signals';
import type { ChannelId, UserId } from '../../protocol';
import { onSessionEnd } from '../../store';

/** What the side pane shows when it is not a thread: threads have addresses, and come from the route. */
export type Side =
  | { kind: 'details'; channel: ChannelId; tab?: 'about' | 'members' | 'settings' }
  | { kind: 'profile'; user: UserId }
  | { kind: 'search'; query: string };

const current = signal<Side | null>(null);

export const side: ReadonlySignal<Side | null> = current;

/** Whether the list of conversations is open where the window is too narrow to show it always. */
export const drawer = signal(false);

export function openSide(next: Side): void {
  current.value = next;
}

export function closeSide(): void {
  current.value = null;
}

onSessionEnd(() => {
  closeSide();
  drawer.value = false;
});
