import { effect } from '@preact/signals';
import { prefOf, session, setPref } from '../../store';
import { languages, setLanguage, type Language } from '../../text';
import { setTheme, type Theme } from '../../theme';

/** Kept on the server, for one's other browsers, and in this one, for its first paint and for whoever is not signed in yet. */
const THEME = 'theme';
const LANGUAGE = 'language';
const AS_BROWSER = 'browser';

/** Errors: ApiError. */
export function chooseTheme(choice: Theme): Promise<void> {
  setTheme(choice);
  return setPref(THEME, choice);
}

/** Null: the browser's. Errors: ApiError. */
export function chooseLanguage(choice: Language | null): Promise<void> {
  setLanguage(choice);
  return setPref(LANGUAGE, choice ?? AS_BROWSER);
}

/** Has this browser look as was chosen in any, until the returned function is called. What was never chosen stays as it is. */
export function followAppearance(): () => void {
  const stops = [
    effect(() => {
      const theme = whenLoaded(THEME);
      if (theme === 'light' || theme === 'dark' || theme === 'system') setTheme(theme);
    }),
    effect(() => {
      const language = whenLoaded(LANGUAGE);
      if (language === AS_BROWSER) setLanguage(null);
      else if (language !== undefined && Object.hasOwn(languages, language)) setLanguage(language as Language);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

function whenLoaded(name: string): string | undefined {
  const at = session.value;
  return at.status === 'in' && at.loaded ? prefOf(name).value : undefined;
}
