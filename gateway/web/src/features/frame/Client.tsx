import { useEffect } from 'preact/hooks';
import { t } from '../../text';
import { ConnectionBanner } from '../connection';
import { startNotifications } from '../notifications';
import { followTimeZone } from '../people';
import { followAppearance } from '../preferences';
import { Sidebar } from '../sidebar';
import { followVisits, SwitcherDialog } from '../switcher';
import { Boundary } from './Boundary';
import { Dialogs } from './Dialogs';
import { Drawer } from './Drawer';
import { Header } from './Header';
import { Main } from './Main';
import { followOrder } from './order';
import { listenToKeys } from './shortcuts';
import { SidePlace } from './SidePlace';
import { followTitle } from './title';
import './frame.css';

/** When the first messages are likely to be there. */
const PRELOAD_MS = 500;

/**
 * The client itself: list, messages, and what stands beside them. It reads nothing that changes while one goes about, so that no part is drawn anew
 * for another's sake.
 */
export function Client() {
  useEffect(() => {
    const stops = [followVisits(), followTitle(), startNotifications(), listenToKeys(), followOrder(), followAppearance(), followTimeZone()];
    // Whoever calls the switcher types on at once. Failing here is no harm: it is fetched again when it is called.
    const timer = setTimeout(() => void SwitcherDialog.preload().catch(() => undefined), PRELOAD_MS);
    return () => {
      clearTimeout(timer);
      stops.forEach((stop) => stop());
    };
  }, []);
  return (
    <div class="frame">
      <a class="frame-skip visually-hidden" href="#main">{t('frame.skip')}</a>
      <Header />
      <ConnectionBanner />
      <div class="frame-columns">
        <Drawer>
          <Boundary><Sidebar /></Boundary>
        </Drawer>
        <Main />
        <SidePlace />
      </div>
      <Boundary><Dialogs /></Boundary>
    </div>
  );
}
