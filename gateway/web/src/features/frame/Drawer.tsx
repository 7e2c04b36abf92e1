import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text';
import { keepFocus } from '../../ui';
import { drawer } from '../panes';

/** What stands at the side, and in a narrow window lies over the rest when it is called. */
export function Drawer({ children }: { children: ComponentChildren }) {
  const list = useRef<HTMLDivElement>(null);
  const open = drawer.value;
  useEffect(() => {
    if (!open) return undefined;
    const element = list.current;
    const giveBack = keepFocus(() => document.querySelector('[aria-controls="frame-list"]'));
    element?.querySelector<HTMLElement>('[data-row]:not([tabindex="-1"])')?.focus();
    return () => giveBack(element);
  }, [open]);
  return (
    <>
      <div id="frame-list" class={`frame-list${open ? ' frame-list-open' : ''}`} ref={list}>
        {children}
      </div>
      {open && <button type="button" class="frame-shade" tabIndex={-1} aria-label={t('frame.closeSidebar')} onClick={() => (drawer.value = false)} />}
    </>
  );
}
