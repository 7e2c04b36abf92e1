import { describe, expect, it } from 'vitest';
import type { Member } from '../bodies';
import { findMembers } from './find';

function member(id: string, change: Partial<Member>): Member {
  return { id, team_id: 'T1', name: id.toLowerCase(), real_name: '', is_bot: false, is_admin: false, is_owner: false, deleted: false, created: 0, ...change };
}

const members = [
  member('U1', { real_name: 'Jürgen Müller', email: 'jm@example.org', is_admin: true }),
  member('U2', { real_name: 'Ann Lee', email: 'ann@example.org', unclaimed: true }),
  member('U3', { real_name: 'Bea Lee', deleted: true, is_admin: true }),
  member('U4', { is_bot: true, real_name: 'Deploy' }),
  member('USLACKBOT', { is_bot: true }),
];

const ids = (filter: Parameters<typeof findMembers>[1], text = '') => findMembers(members, filter, text).map((one) => one.id);

describe('findMembers', () => {
  it('finds by any part of names and e-mails, whatever marks the letters have', () => {
    expect(ids('people', 'muller')).toEqual(['U1']);
    expect(ids('people', 'EXAMPLE.org lee')).toEqual(['U2']);
    expect(ids('people', 'nobody')).toEqual([]);
  });

  it('passes those of a kind', () => {
    expect(ids('people')).toEqual(['U1', 'U2', 'U3']);
    expect(ids('admins')).toEqual(['U1']);
    expect(ids('unclaimed')).toEqual(['U2']);
    expect(ids('deactivated')).toEqual(['U3']);
  });

  it('shows bots without the one that every team has', () => expect(ids('bots')).toEqual(['U4']));
});
