import './button.css';
import './tooltips';
import type { ButtonHTMLAttributes } from 'preact';
import { classes, type Attributes } from './attributes';
import { Icon } from './Icon';
import type { IconName } from './icons';

export interface IconButtonProps extends Attributes<HTMLButtonElement> {
  role?: ButtonHTMLAttributes['role'];
  icon: IconName;
  /** Its accessible name, which is also its tooltip. */
  label: string;
  /** `quiet` unless told. */
  variant?: 'quiet' | 'secondary' | 'primary' | 'danger' | undefined;
  size?: 'small' | 'medium' | undefined;
  /** Makes it a button that stays pressed. */
  pressed?: boolean | undefined;
  /** Shown on hover and focus; true unless told. */
  tooltip?: boolean | undefined;
  type?: 'button' | 'submit' | undefined;
  disabled?: boolean | undefined;
}

export function IconButton({
  icon,
  label,
  variant = 'quiet',
  size = 'medium',
  pressed,
  tooltip = true,
  type = 'button',
  disabled = false,
  class: className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-label={label}
      aria-pressed={pressed}
      data-tooltip={tooltip ? label : undefined}
      class={classes('ui-button', 'ui-button-icon', `ui-button-${variant}`, size === 'small' && 'ui-button-small', className)}
    >
      <Icon name={icon} size={size === 'small' ? 16 : 18} />
      {children}
    </button>
  );
}
