import type { Channel, User } from '../../protocol';
import { completeEmoji } from '../../emoji';
import { channels, listPublicChannels, nameOf, onSessionEnd, searchUsers, self, users } from '../../store';
import { t } from '../../text';
import type { Choice, Query } from './completion';

/** As many as are shown. */
export const MaxChoices = 8;

const Mentions = ['here', 'channel', 'everyone'] as const;

/** What is known here already: at once, in the order in which it is shown. */
export function knownChoices(query: Query, channel: Channel | undefined): Choice[] {
  if (query.sign === '@') return [...peopleKnown(query.text), ...mentions(query.text, channel)].slice(0, MaxChoices);
  if (query.sign === '#') return channelsKnown(query.text);
  return [];
}

/** What is found elsewhere: on the server, or in the table of emoji. Fails silently: what is known is still shown. */
export async function foundChoices(query: Query, signal: AbortSignal): Promise<Choice[]> {
  try {
    if (query.sign === ':') return (await completeEmoji(query.text, { limit: MaxChoices })).map(emojiChoice);
    if (query.sign === '#') {
      await publicChannels();
      return channelsKnown(query.text);
    }
    if (query.text === '') return [];
    return (await searchUsers(query.text, MaxChoices, signal)).filter(isPerson).map(personChoice);
  } catch {
    return [];
  }
}

/** Both together, without repetition. */
export function joined(known: readonly Choice[], found: readonly Choice[]): Choice[] {
  const all = new Map([...known, ...found].map((choice) => [choice.key, choice]));
  return [...all.values()].slice(0, MaxChoices);
}

function peopleKnown(text: string): Choice[] {
  const me = self.peek()?.id;
  return Object.values(users.peek())
    .filter((user): user is User => user !== null && user.id !== me && isPerson(user) && matches(text, [user.name, nameOf(user), user.real_name]))
    .sort((a, b) => Number(b.name.startsWith(text)) - Number(a.name.startsWith(text)) || nameOf(a).localeCompare(nameOf(b)))
    .slice(0, MaxChoices)
    .map(personChoice);
}

function isPerson(user: User): boolean {
  return !user.deleted;
}

function personChoice(user: User): Choice {
  const name = nameOf(user);
  return {
    key: user.id,
    insert: `@${name}`,
    sequence: `<@${user.id}>`,
    // The handle is the one name that nobody else has.
    handle: `@${user.name}`,
    label: name,
    detail: user.profile.real_name !== name ? `${user.profile.real_name} @${user.name}` : `@${user.name}`,
    person: user,
  };
}

/** In a conversation of two there is nobody else to notify. */
function mentions(text: string, channel: Channel | undefined): Choice[] {
  if (!channel || channel.is_im) return [];
  return Mentions.filter((name) => name.startsWith(text)).map((name) => ({
    key: `!${name}`,
    insert: `@${name}`,
    sequence: `<!${name}>`,
    label: `@${name}`,
    detail: name === 'here' ? t('composer.here') : t('composer.channel'),
  }));
}

function channelsKnown(text: string): Choice[] {
  const known = new Map([...listed, ...Object.values(channels.peek())].map((channel) => [channel.id, channel]));
  return [...known.values()]
    .filter((channel) => channel.name !== undefined && !channel.is_mpim && !channel.is_archived && matches(text, [channel.name]))
    .sort((a, b) => Number(b.is_member ?? false) - Number(a.is_member ?? false) || (a.name ?? '').localeCompare(b.name ?? ''))
    .slice(0, MaxChoices)
    .map((channel) => ({
      key: channel.id,
      insert: `#${channel.name ?? ''}`,
      sequence: `<#${channel.id}>`,
      label: `#${channel.name ?? ''}`,
    }));
}

function emojiChoice(match: { name: string; text?: string | undefined; url?: string | undefined }): Choice {
  return { key: match.name, insert: `:${match.name}:`, label: `:${match.name}:`, emoji: match.name };
}

/** One of the names, or a word in it, begins with the text. */
function matches(text: string, names: readonly (string | undefined)[]): boolean {
  return text === '' || names.some((name) => name?.toLowerCase().split(/[\s._-]+/).concat(name.toLowerCase()).some((word) => word.startsWith(text)));
}

/** The client knows its own channels and those that events told of; the others are asked for when somebody first writes a `#`. */
const ListedFor = 5 * 60_000;
let listed: readonly Channel[] = [];
let listing: { since: number; done: Promise<void> } | undefined;
/** Grows with each session that ended: what one asked for is not kept for the next. */
let session = 0;

onSessionEnd(() => {
  session++;
  listed = [];
  listing = undefined;
});

async function publicChannels(): Promise<void> {
  const now = Date.now();
  if (!listing || now - listing.since > ListedFor) listing = { since: now, done: list() };
  await listing.done;
}

async function list(): Promise<void> {
  const asking = session;
  try {
    const { channels } = await listPublicChannels(undefined, 1000);
    if (asking === session) listed = channels;
  } catch (error) {
    if (asking === session) listing = undefined;
    throw error;
  }
}
