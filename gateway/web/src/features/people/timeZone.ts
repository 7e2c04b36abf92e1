import { effect } from '@preact/signals';
import { prefOf, self, session, setPref, setProfile } from '../../store';

/** `chosen`: the person has set a zone; else the zone follows the browser. */
const PREF = 'time_zone';
const CHOSEN = 'chosen';

/** Where this browser is; undefined when it does not say. */
export function browserZone(): string | undefined {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || undefined;
}

export function isZoneChosen(): boolean {
  return prefOf(PREF).value === CHOSEN;
}

/** Null: the zone of the browser that one is at. Errors: ApiError. */
export async function chooseZone(zone: string | null): Promise<void> {
  const tz = zone ?? browserZone();
  if (tz !== undefined) await setProfile({ tz });
  await setPref(PREF, zone === null ? 'browser' : CHOSEN);
}

/**
 * Tells the team where one is, once a page and again when one comes back to it elsewhere, until the returned function is called: two browsers in two zones do not
 * contradict one another for ever. It fails in silence, for nobody has asked for it: a server may not know the zone.
 */
export function followTimeZone(): () => void {
  let told: string | undefined;
  const tell = () => {
    const at = session.value;
    const zone = browserZone();
    if (at.status !== 'in' || !at.loaded || isZoneChosen() || !self.value || zone === undefined || zone === told) return;
    told = zone;
    if (self.value.tz !== zone) setProfile({ tz: zone }).catch(() => undefined);
  };
  const whenSeen = () => {
    if (document.visibilityState === 'visible') tell();
  };
  document.addEventListener('visibilitychange', whenSeen);
  const stop = effect(tell);
  return () => {
    document.removeEventListener('visibilitychange', whenSeen);
    stop();
  };
}
