import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text';
import { IconButton } from '../../ui';
import './panes.css';

interface Props {
  title: string;
  /** Under the title: of what it is. */
  of?: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
}

/** What stands beside the messages: a title, a cross, and content that scrolls. Its heading takes the focus when it opens. */
export function SidePane({ title, of, onClose, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <div class="panes-side">
      <header class="panes-header">
        <div class="panes-titles">
          <h2 class="panes-title truncate" ref={heading} tabIndex={-1}>{title}</h2>
          {of && <p class="soft small truncate">{of}</p>}
        </div>
        <IconButton icon="x" label={t('frame.closeSide')} onClick={onClose} />
      </header>
      <div class="panes-content">{children}</div>
    </div>
  );
}
