import type { Message } from '../../protocol';
import { t } from '../../text';

type Notice = Pick<Message, 'subtype' | 'user' | 'inviter' | 'topic' | 'purpose' | 'name' | 'old_name'>;

const ChannelNotice = /^(?:channel|group|mpim)_(.+)$/;

/** What a channel tells of itself, as mrkdwn in the reader's language; undefined: the message does not say all that it takes, or is none, and has its own text. */
export function noticeOf(message: Notice): string | undefined {
  const what = ChannelNotice.exec(message.subtype ?? '')?.[1];
  if (what === undefined || !message.user) return undefined;
  const user = `<@${message.user}>`;
  const { inviter, topic, purpose, name, old_name: before } = message;
  switch (what) {
    case 'join':
      return inviter && inviter !== message.user ? t('messages.noticeAdded', { user, inviter: `<@${inviter}>` }) : t('messages.noticeJoined', { user });
    case 'leave':
      return t('messages.noticeLeft', { user });
    case 'topic':
      if (topic === undefined) return undefined;
      return topic === '' ? t('messages.noticeTopicCleared', { user }) : t('messages.noticeTopic', { user, topic });
    case 'purpose':
      if (purpose === undefined) return undefined;
      return purpose === '' ? t('messages.noticePurposeCleared', { user }) : t('messages.noticePurpose', { user, purpose });
    case 'name':
      return name && before ? t('messages.noticeRenamed', { user, before, name }) : undefined;
    case 'archive':
      return t('messages.noticeArchived', { user });
    case 'unarchive':
      return t('messages.noticeUnarchived', { user });
    default:
      return undefined;
  }
}
