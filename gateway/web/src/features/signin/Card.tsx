import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text';
import { Banner, Button } from '../../ui';
import type { Attempt } from './attempt';
import './signin.css';

/** The page of somebody who is not signed in yet: one thing to do, in the middle. */
export function Card({ title, step, children }: { title: string; step?: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever listens to the page learns that it has changed.
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <main class="signin" id="main">
      <div class="signin-card">
        {step && <p class="signin-step">{step}</p>}
        <h1 ref={heading} tabIndex={-1}>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** What went wrong; nothing while nothing did. */
export function Problem({ words }: { words: string | undefined }) {
  return words === undefined ? null : <Banner tone="danger">{words}</Banner>;
}

export function Submit({ attempt, label }: { attempt: Attempt; label: string }) {
  return (
    <Button type="submit" variant="primary" class="signin-submit" busy={attempt.busy} disabled={attempt.wait > 0}>
      {attempt.wait > 0 ? t('signin.wait', { count: attempt.wait }) : label}
    </Button>
  );
}
