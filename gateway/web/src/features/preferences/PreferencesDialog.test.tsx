// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setLanguage } from '../../text';
import { me, serve, signedIn } from '../testing';
import { PreferencesDialog } from './PreferencesDialog';

const set = 'POST /api/users.prefs.set';

beforeEach(() => setLanguage('en'));

afterEach(() => {
  cleanup();
  setLanguage(null);
  vi.unstubAllGlobals();
});

it('offers the browser’s time zone and all others, and keeps the one that is chosen', async () => {
  const asked = serve({ 'POST /api/users.profile.set': { ok: true }, [set]: { ok: true, prefs: {} } });
  signedIn({ users: [{ ...me, tz: 'Asia/Tokyo' }] });
  render(<PreferencesDialog onClose={() => undefined} />);
  const select = screen.getByLabelText('Time zone') as HTMLSelectElement;
  expect(select.selectedOptions[0]?.textContent).toMatch(/^As the browser/);
  fireEvent.change(select, { target: { value: 'Europe/Berlin' } });
  await waitFor(() => expect(asked.map(({ body }) => body['value'] ?? body['profile'])).toEqual(['{"tz":"Europe/Berlin"}', 'chosen']));
});

it('shows the zone that was chosen also where the browser does not know it', () => {
  signedIn({ users: [{ ...me, tz: 'Antarctica/Nowhere' }], prefs: { time_zone: 'chosen' } });
  render(<PreferencesDialog onClose={() => undefined} />);
  expect((screen.getByLabelText('Time zone') as HTMLSelectElement).value).toBe('Antarctica/Nowhere');
});

