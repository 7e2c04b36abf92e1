/**
 * What the client knows, and what it can do.
 *
 * Views read signals: parts of the state (`session`, `link`, `channels`, `counts`, …), or one thing each (`userOf(id)`, `channelOf(id)`, `liveStretch(id)`,
 * `pendingOf(id)`, …; see selectors.ts). Actions change things on the server, keep what it answers, and fail with ApiError; what the server tells
 * later comes as events (apply.ts). The shapes are in state.ts.
 *
 * A conversation is opened so: `showChannel(id)` while it is looked at, `loadNewest(id)` or `loadAround(id, ts)`, then `liveStretch(id)` or
 * `stretchAt(id, ts)`; `loadOlder(id, stretch.from)` and `loadNewer(id, stretch.to)` extend it (TS_ZERO and TS_END: there is nothing more). Below a live
 * stretch stand `pendingOf(id)`. A stretch may vanish when the server cannot vouch for it: load again. Who goes far calls `keepAround` when the conversation
 * `hasGrown`; then a hole parts its reader from the newest messages, as after `loadAround`.
 */
export * from './actions/channels';
export { retryNow } from './actions/link';
export * from './actions/drafts';
export { keepAround, loadAround, loadNewer, loadNewest, loadOlder, showChannel } from './actions/history';
export { deleteMessage, discardMessage, editMessage, react, retryMessage, sendMessage, unreact, type NewMessage } from './actions/messages';
export * from './actions/preferences';
export * from './actions/previews';
export { flushAllRead, flushRead, markRead, markUnread } from './actions/reading';
export * from './actions/session';
export { loadThread, showThread } from './actions/threads';
export { notifyTyping } from './actions/typing';
export { endSnooze, keepUsers, requestUser, requestUsers, searchUsers, setPresence, setProfile, snooze, watchPresence } from './actions/users';
export { isInChannel, isOwn, mentions } from './counting';
export { onSessionEnd, type SessionEnd } from './ending';
export { onEvent, type AppEvent } from './feed';
export { beforeLeaving } from './keeping';
export * from './names';
export * from './selectors';
export * from './state';
export * from './store';
export { wire, wiring, type Socket, type Wiring } from './wiring';
