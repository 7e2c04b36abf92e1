import { compareNames } from '../../../text';
import type { Member } from '../bodies';

export type MemberFilter = 'people' | 'admins' | 'unclaimed' | 'deactivated' | 'bots';
export const memberFilters: readonly MemberFilter[] = ['people', 'admins', 'unclaimed', 'deactivated', 'bots'];

const passes: Readonly<Record<MemberFilter, (member: Member) => boolean>> = {
  people: (member) => !member.is_bot,
  admins: (member) => (member.is_admin || member.is_owner) && !member.deleted,
  unclaimed: (member) => member.unclaimed === true,
  deactivated: (member) => member.deleted,
  bots: (member) => member.is_bot,
};

/** Slackbot is part of every team and nobody's to manage. */
const slackbot = 'USLACKBOT';

/** Whose names or e-mail have every word of the text somewhere. */
export function findMembers(members: readonly Member[], filter: MemberFilter, text: string): readonly Member[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return members.filter((member) => {
    if (member.id === slackbot || !passes[filter](member)) return false;
    const where = fold(`${member.name} ${member.real_name} ${member.email ?? ''}`);
    return words.every((word) => where.includes(word));
  });
}

/** Letters without their marks, so that `muller` finds Müller. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

export function shownName(member: Member): string {
  return member.real_name || member.name;
}

export function byName(a: Member, b: Member): number {
  return compareNames(shownName(a), shownName(b));
}
