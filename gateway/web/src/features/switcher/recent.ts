import { effect, signal } from '@preact/signals';
import type { ChannelId } from '../../protocol';
import { onSessionEnd, session } from '../../store';
import { forgetSettings, readSetting, writeSetting } from '../../text';
import { currentChannel } from '../panes';

const PREFIX = 'chat.recent.';
const MAX_KEPT = 50;

/** Where one has been, the last first. Kept on this machine, for each who signs in here. */
export const recent = signal<readonly ChannelId[]>([]);

/** Follows where one goes until the returned function is called. */
export function followVisits(): () => void {
  const stopReading = effect(() => {
    const key = settingKey();
    recent.value = key === undefined ? [] : (readSetting(key) ?? '').split(',').filter((id) => id !== '');
  });
  const stopNoting = effect(() => {
    const here = currentChannel.value;
    const key = settingKey();
    if (here === undefined || key === undefined || recent.peek()[0] === here) return;
    keep(key, [here, ...recent.peek().filter((id) => id !== here)].slice(0, MAX_KEPT));
  });
  return () => {
    stopReading();
    stopNoting();
  };
}

/** Whoever takes leave of a conversation is not led back to it, even before the list knows of that. */
export function forgetVisit(id: ChannelId): void {
  const key = settingKey();
  if (key !== undefined) keep(key, recent.peek().filter((other) => other !== id));
}

onSessionEnd(({ signedOut }) => {
  if (signedOut) forgetSettings(PREFIX);
});

function keep(key: string, ids: readonly ChannelId[]): void {
  recent.value = ids;
  writeSetting(key, ids.join(','));
}

function settingKey(): string | undefined {
  const at = session.value;
  return at.status === 'in' ? `${PREFIX}${at.team.id}.${at.self}` : undefined;
}
