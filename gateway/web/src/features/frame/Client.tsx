import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text';
import { ConnectionBanner } from '../connection';
import { startNotifications } from '../notifications';
import { currentChannel, drawer } from '../panes';
import { Sidebar } from '../sidebar';
import { followVisits } from '../switcher';
import { Boundary } from './Boundary';
import { Dialogs } from './Dialogs';
import { followOrder } from './order';
import { Header } from './Header';
import { Main } from './Main';
import { listenToKeys } from './shortcuts';
import { SidePlace } from './SidePlace';
import { followTitle } from './title';
import './frame.css';

/** The client itself: list, messages, and what stands beside them. */
export function Client() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const stops = [followVisits(), followTitle(), startNotifications(), listenToKeys(), followOrder()];
    return () => stops.forEach((stop) => stop());
  }, []);
  // In a narrow window the list lies over the messages: whoever opens it wants to be in it, and whoever goes somewhere wants to be there.
  useEffect(() => {
    if (drawer.value) list.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus();
  }, [drawer.value]);
  return (
    <div class={`frame${drawer.value ? ' frame-drawer-open' : ''}`}>
      <a class="frame-skip visually-hidden" href="#main">{t('frame.skip')}</a>
      <Header />
      <ConnectionBanner />
      <div class="frame-columns">
        <div id="frame-list" class="frame-list" ref={list} onKeyDown={(event) => event.key === 'Escape' && (drawer.value = false)}>
          <Boundary><Sidebar /></Boundary>
        </div>
        <button type="button" class="frame-shade" tabIndex={-1} aria-label={t('frame.closeSidebar')} onClick={() => (drawer.value = false)} />
        <main class="frame-main" id="main" tabIndex={-1}>
          <Boundary of={currentChannel.value}><Main /></Boundary>
        </main>
        <Boundary of={currentChannel.value}><SidePlace /></Boundary>
      </div>
      <Boundary><Dialogs /></Boundary>
    </div>
  );
}
