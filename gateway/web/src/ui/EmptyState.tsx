import './empty.css';
import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';
import type { IconName } from './icons';

export interface EmptyStateProps {
  icon?: IconName | undefined;
  title: string;
  /** What can be done about it. */
  action?: ComponentChildren;
  children?: ComponentChildren;
}

export function EmptyState({ icon, title, action, children }: EmptyStateProps) {
  return (
    <div class="ui-empty">
      {icon && <Icon name={icon} size={32} />}
      <p class="ui-empty-title">{title}</p>
      {children && <div class="soft">{children}</div>}
      {action}
    </div>
  );
}
