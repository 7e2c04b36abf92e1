import './picker.css';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../text';
import { TextField, VirtualList, type VirtualListHandle } from '../../ui';
import { withTone, type CustomEmoji } from '../names';
import { rememberEmoji, skinTone } from '../recent';
import type { EmojiMatch } from '../search';
import { customEmoji } from '../table';
import { Categories } from './Categories';
import { Row } from './Row';
import { emojiAt, firstCell, moved, type Cell, type Line } from './sections';
import { SkinTones } from './SkinTones';
import { usePicker } from './usePicker';

export interface PickerProps {
  /** The chosen name, with its tone, without colons. */
  onPick: (name: string) => void;
  custom?: CustomEmoji | undefined;
}

/** Search above, a grid below. The focus stays in the search field, whose arrow keys move through the grid and whose Enter picks. */
export function Picker({ onPick, custom = customEmoji.value }: PickerProps) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<Cell>();
  const { sections, lines } = usePicker(query.trim(), custom);
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<VirtualListHandle>(null);
  const id = useId();

  // It may come when its popover has been open for a while.
  useLayoutEffect(() => search.current?.focus({ preventScroll: true }), []);

  const active = chosen ?? firstCell(lines);
  const current = emojiAt(lines, active);
  const cellId = (cell: Cell) => `${id}-${cell.line}-${cell.column}`;

  const pick = ({ name, toned }: EmojiMatch) => {
    rememberEmoji(name);
    onPick(toned ? withTone(name, skinTone.value) : name);
  };
  const keydown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    // Left, Right, Home and End are the text's while there is some.
    const isText = query !== '' && ['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key);
    const next = active && !isText ? moved(lines, active, event.key) : undefined;
    if (next) {
      event.preventDefault();
      setChosen(next);
      list.current?.scrollTo({ key: lines[next.line]?.key ?? '', align: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (current) pick(current);
    }
  };

  // Tab may lead into the grid; the keys that move in it work from the field.
  const backToSearch = (event: KeyboardEvent) => {
    if (event.key === 'Tab' || event.key === 'Escape') return;
    search.current?.focus();
    keydown(event);
  };

  const renderLine = (line: Line, index: number) => (
    <Row line={line} index={index} active={active?.line === index ? active.column : -1} cellId={cellId} onPick={pick} onPoint={setChosen} />
  );

  return (
    <div class="emoji-picker">
      <div class="emoji-picker-head">
        <TextField
          label={t('emoji.search')}
          hideLabel
          placeholder={t('emoji.search')}
          icon="search"
          value={query}
          inputRef={search}
          autoComplete="off"
          role="combobox"
          aria-expanded="true"
          aria-haspopup="grid"
          aria-controls={id}
          aria-activedescendant={current && active ? cellId(active) : undefined}
          onValue={(text) => {
            setQuery(text);
            setChosen(undefined);
          }}
          onKeyDown={keydown}
        />
        <SkinTones />
      </div>
      {!query && <Categories sections={sections} onChoose={(section) => list.current?.scrollTo({ key: section, align: 'start' })} />}
      <div id={id} role="grid" aria-label={t('emoji.pick')} class="emoji-picker-grid" onKeyDown={backToSearch}>
        <VirtualList
          key={query}
          items={lines}
          itemKey={(line) => line.key}
          renderItem={renderLine}
          estimate={36}
          overscan={160}
          initial="start"
          role="none"
          label={t('emoji.pick')}
          handle={list}
          class="emoji-picker-list"
        />
      </div>
      <div class="emoji-picker-foot" aria-hidden="true">
        {current ? `:${current.name}:` : ''}
      </div>
      <div role="status" class={query && lines.length === 0 ? 'emoji-picker-none' : 'visually-hidden'}>
        {query && lines.length === 0 ? t('emoji.none') : ''}
      </div>
    </div>
  );
}
