import './toast.css';
import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { t } from '../text';
import { Button } from './Button';
import { classes } from './attributes';
import { Icon } from './Icon';
import { IconButton } from './IconButton';

export interface ToastOptions {
  text: string;
  tone?: 'info' | 'success' | 'danger' | undefined;
  action?: { label: string; onSelect: () => void } | undefined;
  /** How long it is shown: 6 unless told; 0, and what has an action or tells of a failure: until it is dismissed. */
  seconds?: number | undefined;
}

interface Shown extends ToastOptions {
  id: number;
}

const most = 4;
const shown = signal<readonly Shown[]>([]);
let last = 0;

/** Shows a passing notice. Returns what takes it away. */
export function showToast(options: ToastOptions): () => void {
  const toast = { ...options, id: ++last };
  shown.value = [...shown.value, toast].slice(-most);
  return () => dismiss(toast.id);
}

/** Takes all notices away: they are nothing to who comes next. */
export function clearToasts(): void {
  shown.value = [];
}

/** The page, and the modal dialogs open over it: from the lowest to the one on top. */
const places = signal<readonly object[]>([]);

/**
 * Stands once in the page, and once in every modal dialog, which covers the page and keeps it from being used: notices are shown in the one on top. Its region
 * is there before the first notice, or that would not be read.
 */
export function Toasts({ modal = false }: { modal?: boolean }) {
  const [place] = useState(() => ({}));
  useLayoutEffect(() => {
    places.value = modal ? [...places.peek(), place] : [place, ...places.peek()];
    return () => {
      places.value = places.peek().filter((other) => other !== place);
    };
  }, []);
  return (
    <div role="log" aria-label={t('ui.notifications')} aria-live="polite" aria-relevant="additions" class="ui-toasts">
      {places.value.at(-1) === place && shown.value.map((toast) => <Toast key={toast.id} toast={toast} />)}
    </div>
  );
}

function Toast({ toast }: { toast: Shown }) {
  const { id, text, tone = 'info', action } = toast;
  const [held, hold] = useState(false);
  const seconds = toast.seconds ?? (action || tone === 'danger' ? 0 : 6);
  useEffect(() => {
    if (held || seconds === 0) return;
    const timer = setTimeout(() => dismiss(id), seconds * 1000);
    return () => clearTimeout(timer);
  }, [held, seconds, id]);
  return (
    <div
      class={classes('ui-toast', `ui-toast-${tone}`)}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
    >
      <Icon name={tone === 'danger' ? 'error' : tone} />
      <span class="ui-toast-text">{text}</span>
      {action && (
        <Button
          size="small"
          onClick={() => {
            dismiss(id);
            action.onSelect();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="x" size="small" label={t('ui.dismiss')} onClick={() => dismiss(id)} />
    </div>
  );
}

function dismiss(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id);
}
