/** Preferences, and what the keyboard can do. */
import { lazily } from '../lazily';

export { followAppearance } from './appearance';
export { enterSends } from './enterSends';
export { isMac, modName } from './keys';

export const PreferencesDialog = lazily(() => import('./PreferencesDialog').then((m) => m.PreferencesDialog));
export const ShortcutsDialog = lazily(() => import('./ShortcutsDialog').then((m) => m.ShortcutsDialog));
