import './spinner.css';
import { classes } from './attributes';

export interface SpinnerProps {
  /** What is being waited for, said and shown beside it; without one it is decoration. */
  label?: string | undefined;
  /** Pixels: 20 unless told. */
  size?: number | undefined;
  class?: string | undefined;
}

export function Spinner({ label, size = 20, class: className }: SpinnerProps) {
  return (
    <span class={classes('ui-spinner', className)} {...(label ? { role: 'status' } : {})}>
      <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="9" />
      </svg>
      {label}
    </span>
  );
}
