import './button.css';
import type { ButtonHTMLAttributes, TargetedMouseEvent } from 'preact';
import { classes, type Attributes } from './attributes';
import { Icon } from './Icon';
import type { IconName } from './icons';
import { Spinner } from './Spinner';

export interface ButtonProps extends Attributes<HTMLButtonElement> {
  role?: ButtonHTMLAttributes['role'];
  /** `secondary` unless told. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger' | undefined;
  size?: 'small' | 'medium' | undefined;
  icon?: IconName | undefined;
  /** `button` unless told. */
  type?: 'button' | 'submit' | undefined;
  /** The id of the form that it submits from outside. */
  form?: string | undefined;
  /** Shows a spinner and takes no clicks; keeps the focus, as a disabled button would not. */
  busy?: boolean | undefined;
  disabled?: boolean | undefined;
}

export function Button({
  variant = 'secondary',
  size = 'medium',
  icon,
  type = 'button',
  busy = false,
  disabled = false,
  class: className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const click = (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (busy) event.preventDefault();
    else if (typeof onClick === 'function') onClick.call(event.currentTarget as never, event);
  };
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      class={classes('ui-button', `ui-button-${variant}`, size === 'small' && 'ui-button-small', className)}
      onClick={click}
    >
      {busy ? <Spinner size={16} /> : icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  );
}
