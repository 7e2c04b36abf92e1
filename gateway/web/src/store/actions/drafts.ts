import type { ChannelId, Ts } from '../../protocol';
import { draftKey } from '../state';
import { update } from '../store';

/** Keeps what was typed, as typed; empty: nothing. Survives a reload. */
export function setDraft(channel: ChannelId, thread: Ts | undefined, text: string): void {
  const key = draftKey(channel, thread);
  update(state => {
    if ((state.drafts[key] ?? '') === text)
      return state;
    const { [key]: _, ...others } = state.drafts;
    return { ...state, drafts: text === '' ? others : { ...others, [key]: text } };
  });
}
