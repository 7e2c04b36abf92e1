import { computed } from '@preact/signals';
import { prefOf, setPref } from '../../store';

const NAME = 'enter_to_send';

/** Whether Enter sends what is written, or begins a new line. */
export const enterSends = computed(() => prefOf(NAME).value !== 'false');

/** Errors: ApiError. */
export function setEnterSends(sends: boolean): Promise<void> {
  return setPref(NAME, String(sends));
}
