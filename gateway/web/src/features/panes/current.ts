import { computed } from '@preact/signals';
import type { ChannelId } from '../../protocol';
import { route } from '../../router';

/** The conversation that is open. */
export const currentChannel = computed<ChannelId | undefined>(() => {
  const at = route.value;
  return at.name === 'client' || at.name === 'message' ? at.channel : undefined;
});
