import type { Channel, User } from '../../protocol';
import { channelName, channels, nameOf, self } from '../../store';
import { rank, type Candidate } from './ranking';

/** Where the switcher can lead: a conversation, somebody with whom there is none yet, or a search. */
export type Place = ({ kind: 'channel'; channel: Channel } & Candidate) | ({ kind: 'person'; user: User } & Candidate) | { kind: 'search'; id: 'search'; query: string };

const MAX_SHOWN = 12;

/** What fits: conversations, people who were found, and at the end looking for the words in messages. */
export function placesFor(query: string, people: readonly User[], recent: readonly string[], here: string | undefined): Place[] {
  const conversations = Object.values(channels.value).filter(isReachable);
  const withDm = new Set(conversations.map((channel) => (channel.is_im ? channel.user : undefined)));
  const candidates: Exclude<Place, { kind: 'search' }>[] = [
    ...conversations
      .filter((channel) => query.trim() !== '' || channel.id !== here)
      .map((channel) => ({ kind: 'channel' as const, channel, id: channel.id, names: namesOf(channel) })),
    ...people
      .filter((user) => !withDm.has(user.id))
      .map((user) => ({ kind: 'person' as const, user, id: user.id, names: [nameOf(user), user.profile.real_name, user.name, user.profile.email ?? ''] })),
  ];
  const found = rank(query, candidates, recent, MAX_SHOWN);
  return query.trim() === '' ? found : [...found, { kind: 'search', id: 'search', query: query.trim() }];
}

/** One's own conversations also when they are off the list, and public channels. */
function isReachable(channel: Channel): boolean {
  return !channel.is_archived && (channel.is_im || channel.is_mpim || channel.is_member === true || channel.is_channel);
}

function namesOf(channel: Channel): string[] {
  const name = channelName(channel);
  if (channel.is_im && channel.user === self.value?.id) return [name, self.value?.name ?? ''];
  return [name, ...(channel.previous_names ?? [])];
}
