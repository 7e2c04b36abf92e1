/** The one place that holds the state, and its parts as signals: a view that reads a part is drawn anew when that part changed. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { EMPTY, type State } from './state';

const current = signal<State>(EMPTY);

/** Everything. Views read parts (below) or selectors. */
export const state: ReadonlySignal<State> = current;

/** Makes the next state of the present one. */
export function update(change: (state: State) => State): void {
  current.value = change(current.peek());
}

export const session = computed(() => current.value.session);
export const link = computed(() => current.value.link);
export const users = computed(() => current.value.users);
export const channels = computed(() => current.value.channels);
export const counts = computed(() => current.value.counts);
export const prefs = computed(() => current.value.prefs);
export const drafts = computed(() => current.value.drafts);
export const outbox = computed(() => current.value.outbox);
export const manualAway = computed(() => current.value.manualAway);
