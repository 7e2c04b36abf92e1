import type { Channel } from '../../protocol';
import { titleOf as titleOfKnown } from '../channels';

/** A conversation as sentences name it, also while it is not known yet. */
export function titleOf(channel: Channel | undefined): string {
  return channel ? titleOfKnown(channel) : '…';
}
