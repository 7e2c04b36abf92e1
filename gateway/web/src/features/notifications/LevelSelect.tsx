import type { ChannelId } from '../../protocol';
import { prefs } from '../../store';
import { t } from '../../text';
import { Select, Switch } from '../../ui';
import { setLevel, setMuted } from './changing';
import { defaultLevel, levels, mutedIn, ownLevel, type Level } from './levels';

/** What a conversation notifies of, and whether it is muted. */
export function LevelSelect({ channel }: { channel: ChannelId }) {
  const all = prefs.value;
  const byDefault = t('notifications.default', { level: t(`notifications.${defaultLevel(all)}`) });
  const options = [
    { value: 'default' as const, label: byDefault },
    ...levels.map((level) => ({ value: level, label: t(`notifications.${level}`) })),
  ];
  return (
    <div class="stack">
      <Select<Level | 'default'>
        label={t('notifications.channelLevel')}
        value={ownLevel(all, channel) ?? 'default'}
        options={options}
        onValue={(value) => void setLevel(channel, value === 'default' ? undefined : value)}
      />
      <Switch
        label={t('notifications.mute')}
        hint={t('notifications.muteHint')}
        checked={mutedIn(all).has(channel)}
        onChecked={(muted) => void setMuted(channel, muted)}
      />
    </div>
  );
}
