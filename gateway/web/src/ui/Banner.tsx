import './banner.css';
import type { ComponentChildren } from 'preact';
import { t } from '../text';
import { classes } from './attributes';
import { Icon } from './Icon';
import { IconButton } from './IconButton';

export interface BannerProps {
  /** `info` unless told; `danger` interrupts what a screen reader says. */
  tone?: 'info' | 'success' | 'warning' | 'danger' | undefined;
  title?: string | undefined;
  action?: ComponentChildren;
  onDismiss?: (() => void) | undefined;
  class?: string | undefined;
  children: ComponentChildren;
}

const signs = { info: 'info', success: 'success', warning: 'warning', danger: 'error' } as const;

export function Banner({ tone = 'info', title, action, onDismiss, class: className, children }: BannerProps) {
  return (
    <div role={tone === 'danger' ? 'alert' : 'status'} class={classes('ui-banner', `ui-banner-${tone}`, className)}>
      <Icon name={signs[tone]} />
      <div class="ui-banner-text">
        {title && <strong>{title}</strong>}
        <div>{children}</div>
      </div>
      {action}
      {onDismiss && <IconButton icon="x" size="small" label={t('ui.dismiss')} onClick={onDismiss} />}
    </div>
  );
}
