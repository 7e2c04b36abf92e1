import { computed } from '@preact/signals';
import { TS_ZERO, type Channel, type ChannelCounts, type ChannelId } from '../../protocol';
import { counts, ownChannels, prefs } from '../../store';
import { compareNames } from '../../text';
import { mutedIn } from '../notifications';
import { currentChannel } from '../panes';

type Counts = Readonly<Record<ChannelId, ChannelCounts>>;

/** Channels that one is in, by name. */
export const joined = computed(() => idsOf([...ownChannels.value].filter((c) => !isDirect(c) && !c.is_archived).sort((a, b) => compareNames(a.name ?? '', b.name ?? ''))));

/** DMs and group DMs, those with the latest word first. */
export const directs = computed(() => idsOf(byLatest(ownChannels.value.filter(isDirect), counts.value)));

/** Channels that stay quiet. */
export const muted = computed(() => mutedIn(prefs.value));

/** All conversations in the order in which they are shown. */
export function shownIds(): ChannelId[] {
  return [...shown(joined.value, isCollapsed('channels')), ...shown(directs.value, isCollapsed('directs'))];
}

/** The conversation before or after the open one, round the end; `unread`: among those with something new. */
export function neighbour(step: 1 | -1, unread: boolean): ChannelId | undefined {
  const here = currentChannel.peek();
  const ids = shownIds();
  const wanted = unread ? ids.filter((id) => id !== here && isUnread(id)) : ids;
  const at = here === undefined ? -1 : ids.indexOf(here);
  if (at < 0) return step === 1 ? wanted[0] : wanted.at(-1);
  const index = (id: ChannelId) => ids.indexOf(id);
  return step === 1 ? wanted.find((id) => index(id) > at) ?? wanted[0] : wanted.findLast((id) => index(id) < at) ?? wanted.at(-1);
}

export type Section = 'channels' | 'directs';
const COLLAPSED = 'collapsed_sections';

export function isCollapsed(section: Section): boolean {
  return (prefs.value[COLLAPSED] ?? '').split(',').includes(section);
}

/** The preference that has a section open or closed. */
export function withCollapsed(section: Section, collapsed: boolean): [name: string, value: string] {
  const others = (prefs.peek()[COLLAPSED] ?? '').split(',').filter((name) => name !== '' && name !== section);
  return [COLLAPSED, (collapsed ? [...others, section] : others).join(',')];
}

/** A closed section still shows what is new, and where one is. */
export function shown(ids: readonly ChannelId[], collapsed: boolean): readonly ChannelId[] {
  return collapsed ? ids.filter((id) => id === currentChannel.value || isUnread(id)) : ids;
}

/** Something new that the list shows: of a muted channel only mentions. */
export function isUnread(id: ChannelId): boolean {
  const at = counts.value[id];
  return at !== undefined && (muted.value.has(id) ? at.mention_count > 0 : at.has_unreads);
}

/** What the title of the page counts: mentions, and all that is said in DMs. */
export const calling = computed(() => {
  const quiet = muted.value;
  const direct = new Set(directs.value);
  let count = 0;
  let any = false;
  for (const at of Object.values(counts.value)) {
    if (quiet.has(at.id)) continue;
    count += direct.has(at.id) ? at.unread_count : at.mention_count;
    any ||= at.has_unreads;
  }
  return { count, any };
});

export function isDirect(channel: Channel): boolean {
  return channel.is_im || channel.is_mpim;
}

export function byLatest(channels: readonly Channel[], counts: Counts): Channel[] {
  const latest = (channel: Channel) => counts[channel.id]?.latest ?? TS_ZERO;
  return [...channels].sort((a, b) => (latest(a) < latest(b) ? 1 : latest(a) > latest(b) ? -1 : b.created - a.created));
}

function idsOf(channels: readonly Channel[]): ChannelId[] {
  return channels.map((channel) => channel.id);
}
