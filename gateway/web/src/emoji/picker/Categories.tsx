import { t } from '../../text';
import { IconButton, type IconName } from '../../ui';
import type { Section } from './sections';

const icons: Record<Section['id'], IconName> = {
  recent: 'clock',
  custom: 'hash',
  smileys: 'smile',
  people: 'hand',
  nature: 'leaf',
  food: 'utensils',
  travel: 'plane',
  activities: 'trophy',
  objects: 'lightbulb',
  symbols: 'heart',
  flags: 'flag',
  found: 'search',
};

/** Jumps to a section. */
export function Categories({ sections, onChoose }: { sections: readonly Section[]; onChoose: (id: Section['id']) => void }) {
  return (
    <div role="group" aria-label={t('emoji.categories')} class="emoji-picker-categories">
      {sections.map(
        ({ id }) => id !== 'found' && <IconButton key={id} icon={icons[id]} size="small" label={t(`emoji.group.${id}`)} onClick={() => onChoose(id)} />,
      )}
    </div>
  );
}
