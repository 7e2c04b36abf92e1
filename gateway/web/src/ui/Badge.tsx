import './badge.css';
import type { ComponentChildren } from 'preact';
import { formatNumber } from '../text';
import { classes } from './attributes';

export interface BadgeProps {
  /** Absent: a dot, or the children. */
  count?: number | undefined;
  /** Counts above it are shown as `99+`. */
  max?: number | undefined;
  tone?: 'neutral' | 'accent' | 'danger' | 'success' | 'warning' | undefined;
  /** Read instead of what is shown. */
  label?: string | undefined;
  class?: string | undefined;
  children?: ComponentChildren;
}

export function Badge({ count, max = 99, tone = 'neutral', label, class: className, children }: BadgeProps) {
  const shown = count === undefined ? children : count > max ? `${formatNumber(max)}+` : formatNumber(count);
  return (
    <span class={classes('ui-badge', `ui-badge-${tone}`, shown === undefined && 'ui-badge-dot', className)}>
      {label ? <span aria-hidden="true">{shown}</span> : shown}
      {label && <span class="visually-hidden">{label}</span>}
    </span>
  );
}
