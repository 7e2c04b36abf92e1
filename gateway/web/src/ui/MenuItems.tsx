import { useRef } from 'preact/hooks';
import { classes } from './attributes';
import { Icon } from './Icon';
import type { MenuEntries, MenuItem } from './Menu';

interface Props {
  id: string;
  label: string;
  items: MenuEntries;
  /** With the chosen item's action, or without one when Tab leaves the menu. */
  onClose: (select?: () => void) => void;
}

/** The open menu: arrows, Home, End and first letters move among its items; Enter and Space choose. */
export function MenuItems({ id, label, items, onClose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });

  const keydown = (event: KeyboardEvent) => {
    const elements = list.current ? itemsIn(list.current) : [];
    const at = elements.indexOf(document.activeElement as HTMLElement);
    const to = moved(event.key, at, elements.length) ?? (isLetter(event) ? begun(event.key, at, elements, typed.current) : undefined);
    if (to === undefined) {
      if (event.key === 'Tab') onClose();
      return;
    }
    event.preventDefault();
    elements[to]?.focus();
  };

  return (
    <div ref={list} id={id} role="menu" aria-label={label} class="ui-menu" onKeyDown={keydown}>
      {items.map((item, i) => (item ? <Item key={i} item={item} onClose={onClose} /> : <div key={i} role="separator" class="ui-menu-line" />))}
    </div>
  );
}

export function itemsIn(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
}

function Item({ item, onClose }: { item: MenuItem; onClose: Props['onClose'] }) {
  const { label, icon, hint, danger, disabled, checked, onSelect } = item;
  return (
    <button
      type="button"
      role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked={checked}
      aria-disabled={disabled || undefined}
      tabIndex={-1}
      class={classes('ui-menu-item', danger && 'ui-menu-danger')}
      onClick={() => !disabled && onClose(onSelect)}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
    >
      {checked !== undefined ? <Icon name="check" size={16} class={checked ? '' : 'ui-menu-unchecked'} /> : icon && <Icon name={icon} size={16} />}
      <span class="ui-menu-label">{label}</span>
      {hint && <span class="ui-menu-hint">{hint}</span>}
    </button>
  );
}

function moved(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function isLetter(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** The next item that begins with what was typed within half a second. */
function begun(key: string, at: number, elements: HTMLElement[], typed: { text: string; at: number }): number | undefined {
  const now = performance.now();
  typed.text = (now - typed.at < 500 ? typed.text : '') + key.toLowerCase();
  typed.at = now;
  const from = typed.text.length === 1 ? at + 1 : Math.max(at, 0);
  const order = elements.map((_, i) => (from + i) % elements.length);
  return order.find((i) => elements[i]?.querySelector('.ui-menu-label')?.textContent?.toLowerCase().startsWith(typed.text));
}
