import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ChannelId, Ts } from '../../protocol';
import { ComposerPlace } from '../composer';
import { Conversation } from './Conversation';
import { MessageList } from './MessageList';
import { TypingLine } from './TypingLine';
import { useAnnouncements } from './useAnnouncements';
import './extras.css';
import './messages.css';

export interface MessagePaneProps {
  channel: ChannelId;
  /** The message to open at. */
  focusTs?: Ts | undefined;
}

/** A conversation: its messages, who types, and where to write. Fills the height that it is given. */
export function MessagePane({ channel, focusTs }: MessagePaneProps) {
  // Every conversation has a pane of its own: nothing of one is left in the next.
  return <Pane key={channel} channel={channel} focusTs={focusTs} />;
}

function Pane({ channel, focusTs }: MessagePaneProps) {
  const conversation = useMemo(() => new Conversation(channel), []);
  // Before the browser paints: what is loaded is shown in the same frame.
  useLayoutEffect(() => conversation.start(), []);
  const isOpened = useRef(false);
  useLayoutEffect(() => {
    // An address without a message leaves the reader where he is.
    if (focusTs !== undefined || !isOpened.current) void conversation.open(focusTs);
    isOpened.current = true;
  }, [focusTs]);
  useAnnouncements(channel);

  return (
    <div class="messages-pane">
      <MessageList conversation={conversation} channel={channel} />
      <ComposerPlace channel={channel} onEditLast={() => conversation.editLast()} onSent={() => void conversation.toLatest()} autoFocus />
      <TypingLine channel={channel} />
    </div>
  );
}
