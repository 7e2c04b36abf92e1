import type { ChannelId } from '../../protocol';
import { prefs, setPref } from '../../store';
import { t } from '../../text';
import { showToast } from '../../ui';
import { errorWords } from '../errors';
import { withLevel, withMuted, type Level } from './levels';

/** A conversation's own level; undefined: as the preferences say. */
export function setLevel(channel: ChannelId, level: Level | undefined): Promise<void> {
  return keep(withLevel(prefs.peek(), channel, level));
}

export function setMuted(channel: ChannelId, muted: boolean): Promise<void> {
  return keep(withMuted(prefs.peek(), channel, muted));
}

async function keep(changes: [name: string, value: string][] | null): Promise<void> {
  if (!changes) {
    showToast({ text: t('notifications.tooMany'), tone: 'danger' });
    return;
  }
  try {
    for (const [name, value] of changes) await setPref(name, value);
  } catch (error) {
    showToast({ text: errorWords(error), tone: 'danger' });
  }
}
