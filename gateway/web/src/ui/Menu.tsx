import './menu.css';
import './tooltips';
import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { classes } from './attributes';
import { Icon } from './Icon';
import type { IconName } from './icons';
import { itemsIn, MenuItems } from './MenuItems';
import type { Placement } from './place';
import { Popover } from './Popover';

export interface MenuItem {
  label: string;
  icon?: IconName | undefined;
  /** Beside the label: a key, a detail. */
  hint?: string | undefined;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Makes it one that is on or off. */
  checked?: boolean | undefined;
  onSelect: () => void;
}

/** Null is a line between items. */
export type MenuEntries = readonly (MenuItem | null)[];

export interface MenuProps {
  /** The button's accessible name and the menu's. */
  label: string;
  /** A function is called when the menu opens. */
  items: MenuEntries | (() => MenuEntries);
  /** `ellipsis` unless told. */
  icon?: IconName | undefined;
  size?: 'small' | 'medium' | undefined;
  /** What the button shows instead of an icon. */
  children?: ComponentChildren;
  class?: string | undefined;
  placement?: Placement | undefined;
  onOpen?: ((open: boolean) => void) | undefined;
}

/** A button that opens a menu. */
export function Menu({ label, items, icon = 'ellipsis', size, children, class: className, placement, onOpen }: MenuProps) {
  const [start, setStart] = useState<'first' | 'last' | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const open = start !== null;

  const show = (at: 'first' | 'last' | null) => {
    setStart(at);
    onOpen?.(at !== null);
  };
  const close = (select?: () => void) => {
    show(null);
    // The focus goes back first, so that a dialog that the item opens gives it back to the button in its turn.
    button.current?.focus();
    select?.();
  };
  const keydown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    show(event.key === 'ArrowDown' ? 'first' : 'last');
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        data-tooltip={children || open ? undefined : label}
        class={children ? className : classes('ui-button ui-button-icon ui-button-quiet', size === 'small' && 'ui-button-small', className)}
        onClick={() => show(open ? null : 'first')}
        onKeyDown={open ? undefined : keydown}
      >
        {children ?? <Icon name={icon} size={size === 'small' ? 16 : 18} />}
      </button>
      <Popover open={open} anchor={button} placement={placement} onShow={(box) => itemsIn(box).at(start === 'last' ? -1 : 0)?.focus()} onClose={() => close()}>
        <MenuItems id={id} label={label} items={typeof items === 'function' ? items() : items} onClose={close} />
      </Popover>
    </>
  );
}
