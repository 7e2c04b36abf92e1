import { t } from '../../text';
import { Menu } from '../../ui';
import { skinTones, withTone } from '../names';
import { setSkinTone, skinTone } from '../recent';
import { emojiText } from '../table';

export function SkinTones() {
  return (
    <Menu
      label={`${t('emoji.skinTone')}: ${t(`emoji.skinTone.${skinTone.value}`)}`}
      placement="bottom-end"
      class="ui-button ui-button-icon ui-button-quiet"
      items={skinTones.map((tone) => ({
        label: t(`emoji.skinTone.${tone}`),
        hint: hand(tone),
        checked: tone === skinTone.value,
        onSelect: () => setSkinTone(tone),
      }))}
    >
      <span aria-hidden="true">{hand(skinTone.value)}</span>
    </Menu>
  );
}

function hand(tone: (typeof skinTones)[number]): string {
  return emojiText(withTone('hand', tone)) ?? '';
}
