import './popover.css';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { classes } from './attributes';
import { focusWithin, keepFocus } from './focus';
import { openLayer } from './layers';
import { follow, type Placement } from './place';

export interface PopoverProps {
  open: boolean;
  /** What it stands beside; presses on it do not close the popover (it is mostly the button that does). */
  anchor: { readonly current: HTMLElement | null };
  /** Escape, or a press elsewhere. */
  onClose: () => void;
  placement?: Placement | undefined;
  /** Given: a dialog of that name, into which the focus moves and from which it goes back. Absent: the focus stays where it is. */
  label?: string | undefined;
  /** Once it can be seen and can take the focus; what it holds is drawn before. */
  onShow?: ((box: HTMLElement) => void) | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

/** Content beside an anchor and above all else, dialogs too. */
export function Popover(props: PopoverProps) {
  return props.open ? <OpenPopover {...props} /> : null;
}

function OpenPopover({ anchor, onClose, placement = 'bottom-start', label, onShow, class: className, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !anchor.current) return;
    const giveBack = keepFocus();
    element.showPopover?.();
    const unfollow = follow(element, anchor.current, placement);
    const remove = openLayer({ inside: () => [element, anchor.current], onClose: () => close.current() });
    if (label) focusWithin(element);
    onShow?.(element);
    return () => {
      remove();
      unfollow();
      if (label) giveBack(element);
    };
  }, []);
  return (
    <div
      ref={box}
      popover="manual"
      class={classes('ui-popover', className)}
      {...(label ? { role: 'dialog', 'aria-label': label, tabIndex: -1 } : {})}
      onFocusOut={(event) => {
        const next = event.relatedTarget as Node | null;
        if (label && next && !box.current?.contains(next) && !anchor.current?.contains(next)) onClose();
      }}
    >
      {children}
    </div>
  );
}
