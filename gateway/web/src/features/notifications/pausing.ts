import { computed, signal } from '@preact/signals';
import { dndOf, endSnooze, self, snooze } from '../../store';
import { t } from '../../text';
import { showToast } from '../../ui';
import { errorWords } from '../errors';
import { dndEnd } from './deciding';

const MINUTE = 60_000;
const now = signal(Date.now());
let ticking: ReturnType<typeof setInterval> | undefined;

/** When one's own do-not-disturb ends, in milliseconds since 1970; undefined while one may be disturbed. */
export const disturbedAgain = computed<number | undefined>(
  () => {
    const me = self.value;
    return me ? dndEnd(dndOf(me.id).value, now.value) : undefined;
  },
  {
    watched: () => {
      now.value = Date.now();
      ticking = setInterval(() => (now.value = Date.now()), MINUTE / 4);
    },
    unwatched: () => clearInterval(ticking),
  },
);

export interface Pause {
  label: string;
  begin: () => void;
}

/** The pauses that are offered. */
export function pauses(): Pause[] {
  const pause = (label: string, minutes: () => number): Pause => ({ label, begin: () => void act(snooze(minutes())) });
  return [
    pause(t('notifications.dndFor30'), () => 30),
    pause(t('notifications.dndFor60'), () => 60),
    pause(t('notifications.dndFor120'), () => 120),
    pause(t('notifications.dndFor240'), () => 240),
    pause(t('notifications.dndTomorrow'), () => minutesToTomorrow(Date.now())),
  ];
}

export function beginHour(): void {
  void act(snooze(60));
}

export function endPause(): void {
  void act(endSnooze());
}

/** Until nine o'clock of the next day, in the reader's zone. */
export function minutesToTomorrow(from: number): number {
  const morning = new Date(from);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(9, 0, 0, 0);
  return Math.ceil((morning.getTime() - from) / MINUTE);
}

async function act(change: Promise<void>): Promise<void> {
  try {
    await change;
    now.value = Date.now();
  } catch (error) {
    showToast({ text: errorWords(error), tone: 'danger' });
  }
}
