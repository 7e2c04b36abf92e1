import { signal, type ReadonlySignal } from '@preact/signals';

/** `unsupported`: the browser has none, or the page was not loaded over https. */
export type Permission = NotificationPermission | 'unsupported';

/** The constructor that there is and that does not work: Chrome on Android has it, grants the permission, and throws. */
let broken: typeof Notification | undefined;

const current = signal<Permission>(read());

/** Whether this browser shows notifications of this page. */
export const permission: ReadonlySignal<Permission> = current;

/** Lets the browser ask; only upon the reader's own click, as browsers want it. */
export async function askPermission(): Promise<void> {
  if (read() === 'default') await Notification.requestPermission();
  current.value = read();
}

/** The reader may have changed it in the browser's settings meanwhile. */
export function refreshPermission(): void {
  current.value = read();
}

/** Showing one failed: this browser will not show others either. */
export function noteBroken(): void {
  broken = Notification;
  current.value = read();
}

function read(): Permission {
  return typeof Notification === 'undefined' || Notification === broken ? 'unsupported' : Notification.permission;
}
