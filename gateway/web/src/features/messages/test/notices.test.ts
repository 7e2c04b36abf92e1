import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { update } from '../../../store';
import { message, someState, user } from '../../../store/test/fixtures';
import { setLanguage } from '../../../text';
import { noticeOf } from '../notices';
import { readable } from '../readable';

const told = (subtype: string, more = {}) => message(1, { subtype, text: 'as the server has it', ...more });

beforeEach(() => setLanguage('de'));
afterEach(() => setLanguage('en'));

describe('what a channel tells of itself', () => {
  it.each([
    ['channel_join', {}, '<@U02> ist dem Kanal beigetreten'],
    ['group_join', { inviter: 'U01' }, '<@U02> wurde von <@U01> in den Kanal aufgenommen'],
    ['group_leave', {}, '<@U02> hat den Kanal verlassen'],
    ['channel_topic', { topic: 'A &amp; B' }, '<@U02> hat das Thema gesetzt: A &amp; B'],
    ['mpim_topic', { topic: '' }, '<@U02> hat das Thema entfernt'],
    ['channel_purpose', { purpose: 'Käse' }, '<@U02> hat den Zweck gesetzt: Käse'],
    ['group_purpose', { purpose: '' }, '<@U02> hat den Zweck entfernt'],
    ['channel_name', { old_name: 'alt', name: 'neu' }, '<@U02> hat den Kanal von „alt“ in „neu“ umbenannt'],
    ['channel_archive', {}, '<@U02> hat den Kanal archiviert'],
    ['channel_unarchive', {}, '<@U02> hat den Kanal zurückgeholt'],
  ])('is told in the reader’s language: %s %o', (subtype, more, words) => {
    expect(noticeOf(told(subtype, more))).toBe(words);
  });

  it('has the server’s words when something is missing, and where there is no such notice', () => {
    for (const one of [told('channel_join', { user: undefined }), told('channel_topic'), told('channel_name', { name: 'neu' }), told('channel_posting_permissions'), told('me_message'), message(1)])
      expect(noticeOf(one)).toBeUndefined();
    expect(readable(told('channel_topic'))).toBe('as the server has it');
  });

  it('is read out and copied in those words, too', () => {
    update(() => someState({ users: { U02: user('U02', { profile: { real_name: 'Ben', display_name: '' } }) } }));
    expect(readable(told('channel_join'))).toBe('@Ben ist dem Kanal beigetreten');
    setLanguage('en');
    expect(readable(told('channel_join'))).toBe('@Ben has joined the channel');
  });
});
