import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../text';
import { classes } from './attributes';
import { focusWithin, keepFocus, tabbable } from './focus';
import { IconButton } from './IconButton';
import { Toasts } from './Toasts';

export interface DialogProps {
  open: boolean;
  title: string;
  /** Escape, the cross, and a click outside unless `persistent`. */
  onClose: () => void;
  size?: 'small' | 'medium' | 'large' | undefined;
  /** Buttons at the end. */
  footer?: ComponentChildren;
  /** A click outside does not close it, for it would lose what was typed. */
  persistent?: boolean | undefined;
  /** The heading is read, not seen. */
  hideTitle?: boolean | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

/** A modal dialog. What it holds is made when it opens and gone when it closes; the focus then goes back to where it was. */
export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ title, onClose, size = 'medium', footer, persistent, hideTitle, class: className, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const pressedOutside = useRef(false);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const giveBack = keepFocus();
    if (!element.open) element.showModal();
    focusWithin(body.current ?? element);
    return () => {
      element.close();
      giveBack(element);
    };
  }, []);
  useLayoutEffect(() => {
    const element = body.current;
    if (!element) return;
    // What has to be scrolled and holds nothing to step to is stepped to itself, so that keys scroll it.
    const sizes = new ResizeObserver(() => {
      element.tabIndex = element.scrollHeight > element.clientHeight && tabbable(element).length === 0 ? 0 : -1;
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      class={classes('ui-dialog', `ui-dialog-${size}`, className)}
      onCancel={(event) => {
        // Whoever opened it decides; a file chooser within cancels, too, and is none of ours.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => (pressedOutside.current = event.target === event.currentTarget)}
      onClick={(event) => {
        if (!persistent && pressedOutside.current && event.target === event.currentTarget) onClose();
      }}
    >
      <div class="ui-dialog-frame">
        <div class={hideTitle ? 'visually-hidden' : 'ui-dialog-header'}>
          <h2 id={id}>{title}</h2>
          {!hideTitle && <IconButton icon="x" label={t('ui.close')} onClick={onClose} />}
        </div>
        <div ref={body} class="ui-dialog-body" tabIndex={-1}>
          {children}
        </div>
        {footer && <div class="ui-dialog-footer">{footer}</div>}
      </div>
      <Toasts modal />
    </dialog>
  );
}
