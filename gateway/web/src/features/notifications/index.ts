/** Notifications of the browser: of what, and whether now. */
export { dndEnd } from './deciding';
export { defaultLevel, levelOf, levels, mutedIn, ownLevel, type Level } from './levels';
export { setLevel, setMuted } from './changing';
export { LevelSelect } from './LevelSelect';
export { beginHour, disturbedAgain, endPause, pauses } from './pausing';
export { PermissionNote } from './PermissionNote';
export { startNotifications } from './watching';
