// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { update } from '../../store';
import { languageChoice, setLanguage } from '../../text';
import { setTheme, theme } from '../../theme';
import { serve, signedIn } from '../testing';
import { chooseLanguage, chooseTheme, followAppearance } from './appearance';

const set = 'POST /api/users.prefs.set';
let stop: () => void = () => undefined;

afterEach(() => {
  stop();
  setTheme('system');
  setLanguage(null);
  vi.unstubAllGlobals();
});

const prefer = (prefs: Record<string, string>) => update((state) => ({ ...state, prefs: { ...state.prefs, ...prefs } }));

describe('theme and language', () => {
  it('are kept on the server and in this browser', async () => {
    const asked = serve({ [set]: { ok: true, prefs: {} } });
    signedIn();
    await chooseTheme('dark');
    await chooseLanguage('de');
    await chooseLanguage(null);
    expect(asked.map(({ body }) => [body['name'], body['value']])).toEqual([['theme', 'dark'], ['language', 'de'], ['language', 'browser']]);
    expect(localStorage.getItem('chat.theme')).toBe('dark');
    expect(localStorage.getItem('chat.language')).toBeNull();
  });

  it('come from the server to another browser, and change there when they are changed', () => {
    signedIn({ prefs: { theme: 'dark', language: 'de' } });
    stop = followAppearance();
    expect([theme.value, languageChoice.value]).toEqual(['dark', 'de']);
    expect(localStorage.getItem('chat.theme')).toBe('dark');
    prefer({ theme: 'system', language: 'browser' });
    expect([theme.value, languageChoice.value]).toEqual(['system', null]);
  });

  it('stay as they are here while nothing was chosen, or something that this client does not know', () => {
    setTheme('dark');
    setLanguage('de');
    signedIn();
    stop = followAppearance();
    prefer({ theme: 'sepia', language: 'toString' });
    expect([theme.value, languageChoice.value]).toEqual(['dark', 'de']);
  });

  it('go back when the server could not keep them', async () => {
    serve({ [set]: { ok: false, error: 'service_unavailable' } });
    signedIn({ prefs: { theme: 'light' } });
    stop = followAppearance();
    const choosing = chooseTheme('dark');
    expect(theme.value).toBe('dark');
    await expect(choosing).rejects.toThrow();
    expect(theme.value).toBe('light');
  });
});
