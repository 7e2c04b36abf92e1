/** People: who they are, whether they are there, and writing to them. */
import { lazily } from '../lazily';

export { openProfile, writeTo } from './opening';
export { OwnMenu } from './OwnMenu';
export { PeoplePicker } from './PeoplePicker';
export { PersonAvatar } from './PersonAvatar';
export { PersonLine } from './PersonLine';
export { usePresence } from './presence';
export { usePeople, wordsOf } from './search';
export { StatusView } from './StatusView';
export { browserZone, chooseZone, followTimeZone, isZoneChosen } from './timeZone';

export const ProfilePane = lazily(() => import('./ProfilePane').then((m) => m.ProfilePane));
export const ProfileDialog = lazily(() => import('./ProfileDialog').then((m) => m.ProfileDialog));
export const StatusDialog = lazily(() => import('./StatusDialog').then((m) => m.StatusDialog));
export const WriteDialog = lazily(() => import('./WriteDialog').then((m) => m.WriteDialog));
