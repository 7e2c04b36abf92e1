import './listbox.css';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { classes } from './attributes';
import type { Listbox as State } from './useListbox';

export interface ListboxProps<T> {
  /** From useListbox. */
  list: State<T>;
  label: string;
  itemKey: (item: T) => string;
  renderItem: (item: T, active: boolean) => ComponentChildren;
  class?: string | undefined;
}

/** The list itself. Presses leave the focus in the field. */
export function Listbox<T>({ list, label, itemKey, renderItem, class: className }: ListboxProps<T>) {
  const box = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    box.current?.querySelector('[aria-selected=true]')?.scrollIntoView?.({ block: 'nearest' });
  }, [list.activeIndex, list.items]);
  return (
    <ul
      ref={box}
      id={list.listId}
      role="listbox"
      aria-label={label}
      class={classes('ui-listbox', className)}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
    >
      {list.items.map((item, index) => {
        const active = index === list.activeIndex;
        return (
          <li
            key={itemKey(item)}
            id={list.optionId(index)}
            role="option"
            aria-selected={active}
            aria-disabled={list.isDisabled(item) || undefined}
            class="ui-option"
            onPointerMove={() => !active && list.setActiveIndex(index)}
            onClick={() => list.select(item)}
          >
            {renderItem(item, active)}
          </li>
        );
      })}
    </ul>
  );
}
