/** Going anywhere by a few letters, and where one has been. */
import { lazily } from '../lazily';

export { followVisits, forgetVisit, recent } from './recent';

export const SwitcherDialog = lazily(() => import('./SwitcherDialog').then((m) => m.SwitcherDialog));
