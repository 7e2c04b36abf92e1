import type { Channel, User } from '../../protocol';
import { navigate, pathTo } from '../../router';
import { archiveChannel, joinChannel, kickFrom, leaveChannel, nameOf, unarchiveChannel } from '../../store';
import { t } from '../../text';
import { confirm, showToast } from '../../ui';
import { errorWords } from '../errors';
import { currentChannel } from '../panes';
import { forgetVisit } from '../switcher';
import { titleOf } from './title';

/** Joins, and goes there. */
export function join(channel: Channel): Promise<boolean> {
  return told(async () => {
    await joinChannel(channel.id);
    navigate(pathTo.channel(channel.id));
  });
}

export async function leave(channel: Channel): Promise<void> {
  const name = titleOf(channel);
  const text = t(channel.is_private ? 'channels.leavePrivateText' : 'channels.leaveText');
  if (!(await confirm({ title: t('channels.leaveTitle', { name }), text, confirm: t('channels.leave'), danger: channel.is_private }))) return;
  await told(async () => {
    await leaveChannel(channel.id);
    forgetVisit(channel.id);
    if (currentChannel.peek() === channel.id) navigate(pathTo.home);
  });
}

export async function archive(channel: Channel): Promise<void> {
  const title = t('channels.archiveTitle', { name: titleOf(channel) });
  if (!(await confirm({ title, text: t('channels.archiveText'), confirm: t('channels.archive'), danger: true }))) return;
  await told(() => archiveChannel(channel.id));
}

export function unarchive(channel: Channel): Promise<boolean> {
  return told(() => unarchiveChannel(channel.id));
}

export async function remove(channel: Channel, user: User): Promise<void> {
  const values = { name: nameOf(user), channel: titleOf(channel) };
  const question = { title: t('channels.removeTitle', { name: values.name }), text: t('channels.removeText', values), confirm: t('channels.remove'), danger: true };
  if (await confirm(question)) await told(() => kickFrom(channel.id, user.id));
}

/** Does it, and says so if it fails. */
async function told(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    showToast({ text: errorWords(error), tone: 'danger' });
    return false;
  }
}
