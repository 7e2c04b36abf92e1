import type { Channel, ChannelId, Ts } from '../../protocol';
import { channelOf, refreshChannel, sendMessage } from '../../store';
import { t } from '../../text';
import { confirm } from '../../ui';
import { askForNames } from './asking';
import { toMrkdwn, type Typed } from './sequences';
import { titleOf } from './title';
import { names } from './words';

export interface PostTerms {
  readonly channel: ChannelId;
  readonly thread?: Ts | undefined;
  readonly alsoToChannel: boolean;
  readonly withoutPreviews: boolean;
}

/** With more members than this, it is asked before all of them are notified. */
const Few = 6;

/** Sends what was typed, when it is known whom its names mean; then it is shown at once. False: the author thought better of it. */
export async function post(typed: Typed, terms: PostTerms): Promise<boolean> {
  await askForNames(typed);
  const text = toMrkdwn(typed, names);
  if (!(await mayNotify(text, terms.channel))) return false;
  sendMessage({
    channel: terms.channel,
    text,
    ...(terms.thread ? { thread_ts: terms.thread } : {}),
    ...(terms.thread && terms.alsoToChannel ? { reply_broadcast: true } : {}),
    ...(terms.withoutPreviews ? { unfurl: false } : {}),
  });
  return true;
}

async function mayNotify(text: string, id: ChannelId): Promise<boolean> {
  const mention = /<!(here|channel|everyone)>/.exec(text)?.[1];
  const channel = channelOf(id).peek();
  if (!mention || !channel || channel.is_im) return true;
  const count = await membersIn(channel);
  if (count <= Few) return true;
  return await confirm({
    title: t('composer.notifyTitle'),
    text: t('composer.notifyText', { mention: `@${mention}`, count, channel: titleOf(channel) }),
    confirm: t('composer.notifySend'),
    cancel: t('composer.notifyEdit'),
  });
}

/** Lists of channels do not say it; one that cannot be asked for holds nobody up. */
async function membersIn(channel: Channel): Promise<number> {
  if (channel.num_members !== undefined) return channel.num_members;
  try {
    return (await refreshChannel(channel.id)).num_members ?? 0;
  } catch {
    return 0;
  }
}
