import type { ChannelId } from '../../protocol';

/** What one wants to be told of. */
export type Level = 'all' | 'mentions' | 'nothing';
export const levels: readonly Level[] = ['all', 'mentions', 'nothing'];

type Prefs = Readonly<Record<string, string>>;

/** Preferences are texts: a list of channels is one, with commas. The server keeps at most so many characters of it. */
const MAX_VALUE = 4096;
const MUTED = 'muted_channels';

/** The level of all conversations that have none of their own. */
export function defaultLevel(prefs: Prefs): Level {
  const level = prefs['notifications'];
  return level === 'all' || level === 'nothing' ? level : 'mentions';
}

/** A conversation's own level; undefined: as the preferences say. */
export function ownLevel(prefs: Prefs, channel: ChannelId): Level | undefined {
  return levels.find((level) => listed(prefs, nameOf(level)).includes(channel));
}

export function levelOf(prefs: Prefs, channel: ChannelId): Level {
  return ownLevel(prefs, channel) ?? defaultLevel(prefs);
}

/** Channels that stay quiet in the list, too. */
export function mutedIn(prefs: Prefs): ReadonlySet<ChannelId> {
  return new Set(listed(prefs, MUTED));
}

/** Preferences to be set so that a conversation has this level, those that lose it first. null: one would be too long. */
export function withLevel(prefs: Prefs, channel: ChannelId, level: Level | undefined): [name: string, value: string][] | null {
  const kept = levels
    .filter((other) => other !== level && listed(prefs, nameOf(other)).includes(channel))
    .map((other) => put(prefs, nameOf(other), channel, false));
  return bounded(level === undefined ? kept : [...kept, put(prefs, nameOf(level), channel, true)]);
}

/** As withLevel. */
export function withMuted(prefs: Prefs, channel: ChannelId, muted: boolean): [name: string, value: string][] | null {
  return bounded([put(prefs, MUTED, channel, muted)]);
}

function nameOf(level: Level): string {
  return `notify_${level}`;
}

function listed(prefs: Prefs, name: string): ChannelId[] {
  return (prefs[name] ?? '').split(',').filter((id) => id !== '');
}

function put(prefs: Prefs, name: string, channel: ChannelId, present: boolean): [string, string] {
  const others = listed(prefs, name).filter((id) => id !== channel);
  return [name, (present ? [...others, channel] : others).join(',')];
}

function bounded(changes: [string, string][]): [string, string][] | null {
  return changes.every(([, value]) => value.length <= MAX_VALUE) ? changes : null;
}
