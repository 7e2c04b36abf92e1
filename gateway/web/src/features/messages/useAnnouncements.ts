import { useEffect } from 'preact/hooks';
import type { ChannelId, Message, Ts } from '../../protocol';
import { channelOf, nameOf, onEvent, self, users } from '../../store';
import { t } from '../../text';
import { announce } from '../../ui';
import { titleOf } from '../composer';
import { arrivalOf } from './arrivals';
import { readable } from './readable';

/** What comes within this time is told together, in milliseconds. */
const Pause = 2000;

/** As many are read out; of more only their number is. */
const ReadOut = 3;

/** Characters of a message that are read out. */
const Length = 200;

/** Has a screen reader tell of others' new messages in the open conversation or thread: politely, and not more than it can follow. */
export function useAnnouncements(channel: ChannelId, thread?: Ts): void {
  useEffect(() => {
    let waiting: Message[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      const messages = waiting;
      waiting = [];
      if (messages.length > ReadOut) {
        announce(t('messages.announcedMany', { count: messages.length, channel: titleOf(channelOf(channel).peek()) }));
      } else for (const message of messages) announce(spoken(message));
    };
    const unlisten = onEvent((event) => {
      const message = arrivalOf(event, channel, thread);
      if (!message || message.user === self.peek()?.id) return;
      waiting.push(message);
      timer ??= setTimeout(tell, Pause);
    });
    return () => {
      unlisten();
      clearTimeout(timer);
    };
  }, [channel, thread]);
}

function spoken(message: Message): string {
  const author = message.username ?? nameOf(message.user ? users.peek()[message.user] : undefined);
  const text = readable(message);
  return t('messages.announced', { author, text: text.length > Length ? `${text.slice(0, Length)}…` : text });
}
