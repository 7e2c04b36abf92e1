import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../text';
import { Icon, type IconName } from '../../../ui';
import './area.css';

export interface Section {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  readonly current: boolean;
}

interface AreaProps {
  /** What is administered: the team's or the server's name. */
  name: string;
  /** Names the navigation. */
  label: string;
  back: { href: string; label: string };
  sections: readonly Section[];
  /** At the end of the header. */
  end?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of an area of administration: a way back, its sections, and the page. */
export function Area({ name, label, back, sections, end, children }: AreaProps) {
  return (
    <div class="manage-area">
      <a class="manage-skip visually-hidden" href="#manage-main">
        {t('manage.skipTo')}
      </a>
      <header class="manage-header">
        <a class="manage-back" href={back.href}>
          <Icon name="arrow-left" />
          {back.label}
        </a>
        <span class="manage-name truncate">{name}</span>
        {end && <div class="manage-header-end">{end}</div>}
      </header>
      <nav class="manage-nav" aria-label={label}>
        <ul class="manage-sections">
          {sections.map((section) => (
            <li key={section.href}>
              <a href={section.href} aria-current={section.current ? 'page' : undefined}>
                <Icon name={section.icon} />
                {section.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main class="manage-main" id="manage-main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

interface PageProps {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  /** Above the title: where one is. */
  up?: { href: string; label: string };
  children: ComponentChildren;
}

let isFirstPage = true;

/** One page of an area. Its heading takes the focus, so that readers hear where they have come to; not the first, which the browser tells of. */
export function Page({ title, lead, actions, up, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
    if (!isFirstPage) heading.current?.focus();
    isFirstPage = false;
  }, [title]);
  return (
    <div class="manage-page">
      {up && (
        <a class="manage-up small" href={up.href}>
          <Icon name="chevron-left" size={16} />
          {up.label}
        </a>
      )}
      <div class="manage-title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div class="row">{actions}</div>}
      </div>
      {lead && <p class="soft manage-lead">{lead}</p>}
      {children}
    </div>
  );
}

/** A part of a page with a heading and a frame. */
export function Card({ title, actions, children }: { title?: string; actions?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="manage-card" aria-label={title}>
      {(title || actions) && (
        <div class="manage-title">
          {title && <h2>{title}</h2>}
          {actions && <div class="row">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
