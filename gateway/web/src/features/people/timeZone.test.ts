// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepUsers, update } from '../../store';
import { me, person, serve, signedIn } from '../testing';
import { localTimeOf } from './localTime';
import { browserZone, chooseZone, followTimeZone } from './timeZone';

const set = 'POST /api/users.profile.set';
const zones = (asked: ReturnType<typeof serve>) => asked.filter(({ route }) => route === set).map(({ body }) => JSON.parse(String(body['profile'])).tz);

let zone = 'Europe/Berlin';
let stop: () => void = () => undefined;

beforeEach(() => {
  zone = 'Europe/Berlin';
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockImplementation(() => ({ timeZone: zone }) as Intl.ResolvedDateTimeFormatOptions);
});

afterEach(() => {
  stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const comeBack = () => document.dispatchEvent(new Event('visibilitychange'));

describe('one’s time zone', () => {
  it('is told when the team is there, and once only, whatever another browser says', () => {
    const asked = serve({ [set]: { ok: true } });
    signedIn();
    update((state) => ({ ...state, session: { ...state.session, loaded: false } as typeof state.session }));
    stop = followTimeZone();
    expect(zones(asked)).toEqual([]);
    signedIn();
    expect(zones(asked)).toEqual(['Europe/Berlin']);
    keepUsers([{ ...me, tz: 'Asia/Tokyo' }]);
    comeBack();
    expect(zones(asked)).toEqual(['Europe/Berlin']);
  });

  it('is not told when it is known', () => {
    const asked = serve({});
    signedIn({ users: [{ ...me, tz: 'Europe/Berlin' }] });
    stop = followTimeZone();
    expect(asked).toEqual([]);
  });

  it('is told again by whoever comes back elsewhere', () => {
    const asked = serve({ [set]: { ok: true } });
    signedIn({ users: [{ ...me, tz: 'Europe/Berlin' }] });
    stop = followTimeZone();
    zone = 'America/New_York';
    comeBack();
    expect(zones(asked)).toEqual(['America/New_York']);
  });

  it('is left alone when it was chosen', () => {
    const asked = serve({});
    signedIn({ users: [{ ...me, tz: 'Asia/Tokyo' }], prefs: { time_zone: 'chosen' } });
    stop = followTimeZone();
    comeBack();
    expect(asked).toEqual([]);
  });

  it('is chosen, and given back to the browser', async () => {
    const asked = serve({ [set]: { ok: true }, 'POST /api/users.prefs.set': { ok: true, prefs: {} } });
    signedIn();
    await chooseZone('Asia/Tokyo');
    await chooseZone(null);
    expect(zones(asked)).toEqual(['Asia/Tokyo', 'Europe/Berlin']);
    expect(asked.filter(({ route }) => route.endsWith('prefs.set')).map(({ body }) => [body['name'], body['value']])).toEqual([['time_zone', 'chosen'], ['time_zone', 'browser']]);
  });

  it('that the server does not know is no error of the reader’s', async () => {
    serve({ [set]: { ok: false, error: 'invalid_time_zone' } });
    signedIn();
    stop = followTimeZone();
    await new Promise((done) => setTimeout(done));
    expect(browserZone()).toBe('Europe/Berlin');
  });
});

describe('local time', () => {
  const noon = Date.UTC(2026, 0, 15, 12);

  it('is what the clock shows there', () => {
    vi.restoreAllMocks();
    expect(localTimeOf(person('U2', 'Ben', { tz: 'Asia/Kolkata' }), noon)).toMatch(/5:30/);
  });

  it('is not known of who has no zone, has one that this browser does not know, or is gone', () => {
    vi.restoreAllMocks();
    for (const more of [{}, { tz: 'Nowhere/Town' }, { tz: 'Asia/Kolkata', deleted: true }]) expect(localTimeOf(person('U2', 'Ben', more), noon)).toBeUndefined();
  });
});
