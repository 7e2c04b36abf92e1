import { useRef, useState } from 'preact/hooks';
import type { User } from '../../protocol';
import { nameOf } from '../../store';
import { t } from '../../text';
import { Combobox, IconButton } from '../../ui';
import { errorWords } from '../errors';
import { PersonLine } from './PersonLine';
import { usePeople } from './search';
import './people.css';

interface Props {
  label: string;
  chosen: readonly User[];
  onChosen: (chosen: readonly User[]) => void;
  /** Why somebody cannot be chosen; undefined: they can. */
  refuse?: (user: User) => string | undefined;
}

/** Chooses several people by searching for them. */
export function PeoplePicker({ label, chosen, onChosen, refuse }: Props) {
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { people, loading, error } = usePeople(query);
  const left = people.filter((person) => chosen.every((other) => other.id !== person.id));
  const take = (person: User) => {
    onChosen(chosen.filter((other) => other.id !== person.id));
    field.current?.focus();
  };
  return (
    <div class="stack">
      <Combobox
        label={label}
        value={query}
        onValue={setQuery}
        items={left}
        itemKey={(person) => person.id}
        itemDisabled={(person) => refuse?.(person) !== undefined}
        renderItem={(person) => <PersonLine user={person} end={refuse?.(person)} />}
        onSelect={(person) => {
          onChosen([...chosen, person]);
          setQuery('');
        }}
        empty={error ? errorWords(error) : query.trim() === '' ? t('people.searchType') : t('people.searchNone')}
        loading={loading}
        inputRef={field}
        inline
        autoFocus
      />
      {chosen.length > 0 && (
        <ul class="people-chosen" aria-label={t('people.chosen')}>
          {chosen.map((person) => (
            <li key={person.id} class="people-chip">
              <span class="truncate">{nameOf(person)}</span>
              <IconButton icon="x" size="small" label={t('people.take', { name: nameOf(person) })} onClick={() => take(person)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
