import { useId, useState } from 'preact/hooks';

export interface ListboxOptions<T> {
  items: readonly T[];
  itemKey: (item: T) => string;
  onSelect: (item: T) => void;
  itemDisabled?: ((item: T) => boolean) | undefined;
  /** Whether the list is shown; true when it has items unless told. */
  open?: boolean | undefined;
}

/** A list of choices that is moved through while the focus stays in a text field. */
export interface Listbox<T> {
  listId: string;
  items: readonly T[];
  active: T | undefined;
  /** -1 when there is nothing to choose. */
  activeIndex: number;
  setActiveIndex: (index: number) => void;
  optionId: (index: number) => string;
  isDisabled: (item: T) => boolean;
  select: (item: T) => void;
  /** For the field: the role and what ties it to the list. */
  inputProps: {
    role: 'combobox';
    'aria-autocomplete': 'list';
    'aria-expanded': boolean;
    'aria-controls': string | undefined;
    'aria-activedescendant': string | undefined;
  };
  /** For the field, before it looks at a key itself: true when the key was the list's (arrows, Page keys, Enter, Tab). */
  onKeyDown: (event: KeyboardEvent) => boolean;
}

const page = 8;

/**
 * The state of a listbox. The active item is kept by its key while items come and go; when it is gone, the first that can be chosen is
 * active.
 */
export function useListbox<T>({ items, itemKey, onSelect, itemDisabled, open = items.length > 0 }: ListboxOptions<T>): Listbox<T> {
  const listId = useId();
  const [activeKey, setActiveKey] = useState<string>();
  const isDisabled = itemDisabled ?? (() => false);
  const kept = items.findIndex((item) => itemKey(item) === activeKey && !isDisabled(item));
  const activeIndex = kept >= 0 ? kept : items.findIndex((item) => !isDisabled(item));
  const active = items[activeIndex];
  const optionId = (index: number) => `${listId}-${index}`;

  const setActiveIndex = (index: number) => {
    const item = items[index];
    if (item !== undefined && !isDisabled(item)) setActiveKey(itemKey(item));
  };
  const select = (item: T) => {
    if (isDisabled(item)) return;
    setActiveKey(undefined);
    onSelect(item);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || active === undefined || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const to = moved(event.key, activeIndex, items, isDisabled);
    if (to !== undefined) setActiveIndex(to);
    else if (event.key === 'Enter' || event.key === 'Tab') select(active);
    else return false;
    event.preventDefault();
    return true;
  };

  return {
    listId,
    items,
    active,
    activeIndex,
    setActiveIndex,
    optionId,
    isDisabled,
    select,
    inputProps: {
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': open,
      'aria-controls': open ? listId : undefined,
      'aria-activedescendant': open && activeIndex >= 0 ? optionId(activeIndex) : undefined,
    },
    onKeyDown,
  };
}

/** Arrows go round; Page keys stop at the ends. What cannot be chosen is passed over. */
function moved<T>(key: string, from: number, items: readonly T[], isDisabled: (item: T) => boolean): number | undefined {
  const count = items.length;
  const next = (start: number, step: number) => {
    for (let i = 0, at = start; i < count; i++, at += step) {
      const index = ((at % count) + count) % count;
      const item = items[index];
      if (item !== undefined && !isDisabled(item)) return index;
    }
    return from;
  };
  switch (key) {
    case 'ArrowDown':
      return next(from + 1, 1);
    case 'ArrowUp':
      return next(from - 1, -1);
    case 'PageDown':
      return next(Math.min(from + page, count - 1), -1);
    case 'PageUp':
      return next(Math.max(from - page, 0), 1);
    default:
      return undefined;
  }
}
