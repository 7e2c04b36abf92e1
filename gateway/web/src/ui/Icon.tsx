import './icon.css';
import { classes } from './attributes';
import { icons, type IconName } from './icons';

export interface IconProps {
  name: IconName;
  /** Its accessible name; without one it is decoration. */
  label?: string | undefined;
  /** Pixels: 18 unless told. */
  size?: number | undefined;
  class?: string | undefined;
}

export function Icon({ name, label, size = 18, class: className }: IconProps) {
  return (
    <svg
      class={classes('ui-icon', className)}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' })}
    >
      <path d={icons[name]} />
    </svg>
  );
}
