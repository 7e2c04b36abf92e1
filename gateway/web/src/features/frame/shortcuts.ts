import { navigate, pathTo } from '../../router';
import { closeSide, dialog, drawer, openDialog, openSide, side } from '../panes';
import { isMac } from '../preferences';
import { neighbour } from '../sidebar';

/** Carries out the shortcuts of the client, until the returned function is called. */
export function listenToKeys(): () => void {
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const action = actionOf(event);
  // A dialog in front has its own keys; only another dialog may take its place.
  if (!action || (document.querySelector('dialog[open]') && dialog.peek() === null)) return;
  if (action()) event.preventDefault();
}

/** What a key does; it answers whether it did something. */
function actionOf(event: KeyboardEvent): (() => boolean) | undefined {
  const mod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (mod && !event.altKey) {
    switch (event.key.toLowerCase()) {
      case 'k':
        return event.shiftKey ? undefined : () => did(openDialog({ kind: 'switcher' }));
      case 'g':
        return event.shiftKey ? undefined : () => did(openSide({ kind: 'search', query: '' }));
      case ',':
        return () => did(openDialog({ kind: 'preferences' }));
      case 'd':
        return event.shiftKey ? () => did((drawer.value = !drawer.value)) : undefined;
      case '/':
        return () => did(openDialog({ kind: 'shortcuts' }));
      default:
        return undefined;
    }
  }
  if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    return () => go(event.key === 'ArrowUp' ? -1 : 1, event.shiftKey);
  }
  return event.key === 'Escape' && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey ? closeFront : undefined;
}

function go(step: 1 | -1, unread: boolean): boolean {
  const id = neighbour(step, unread);
  if (id !== undefined) navigate(pathTo.channel(id));
  return id !== undefined;
}

/** The list where it lies over the messages, else the pane beside them. A thread closes itself. */
function closeFront(): boolean {
  if (drawer.peek()) return did((drawer.value = false));
  if (dialog.peek() !== null || side.peek() === null) return false;
  return did(closeSide());
}

function did(_: unknown): true {
  return true;
}
