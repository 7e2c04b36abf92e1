/** Who types where. Pure. */
import type { ChannelId, TypingEvent, UserId } from '../protocol';
import type { State } from './state';

/** Said every three seconds, and believed for five. */
export const TYPING_MS = 5_000;

export function typed(state: State, event: TypingEvent, now: number): State {
  if (isSelf(state, event.user))
    return state;
  return { ...state, typing: { ...state.typing, [event.channel]: { ...state.typing[event.channel], [event.user]: now + TYPING_MS } } };
}

/** Who has said it types no more. */
export function stopTyping(state: State, channel: ChannelId, user: UserId | undefined): State {
  const here = state.typing[channel];
  if (user === undefined || here?.[user] === undefined)
    return state;
  return without(state, channel, other => other !== user);
}

export function forgetTyping(state: State, now: number): State {
  let next = state;
  for (const [channel, here] of Object.entries(state.typing)) {
    if (Object.values(here).some(until => until <= now))
      next = without(next, channel, user => here[user]! > now);
  }
  return next;
}

function without(state: State, channel: ChannelId, keep: (user: UserId) => boolean): State {
  const { [channel]: here = {}, ...others } = state.typing;
  const left = Object.entries(here).filter(([user]) => keep(user));
  return { ...state, typing: left.length === 0 ? others : { ...others, [channel]: Object.fromEntries(left) } };
}

function isSelf(state: State, user: UserId): boolean {
  return state.session.status === 'in' && state.session.self === user;
}
