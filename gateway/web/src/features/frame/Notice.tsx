import type { ComponentChildren } from 'preact';
import { pathTo } from '../../router';
import { t } from '../../text';
import { EmptyState, type IconName } from '../../ui';
import './frame.css';

interface Props {
  icon: IconName;
  title: string;
  action?: ComponentChildren;
  /** A way back to the client. */
  home?: boolean;
  children: ComponentChildren;
}

/** A page that has nothing but something to say. */
export function Notice({ icon, title, action, home = false, children }: Props) {
  return (
    <main class="frame-whole" id="main">
      <h1 class="visually-hidden">{title}</h1>
      <EmptyState icon={icon} title={title} action={action ?? (home && <a href={pathTo.home}>{t('frame.home')}</a>)}>
        {children}
      </EmptyState>
    </main>
  );
}
