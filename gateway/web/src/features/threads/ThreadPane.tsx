import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { ApiError } from '../../api';
import type { ChannelId, Ts } from '../../protocol';
import { pathTo } from '../../router';
import { channelOf } from '../../store';
import { rich, t } from '../../text';
import { Banner, Button, IconButton, Spinner } from '../../ui';
import { ComposerPlace, titleOf } from '../composer';
import { errorWords } from '../errors';
import { beginEdit, lastOwn, useAnnouncements } from '../messages';
import { Thread } from './Thread';
import { ThreadList, type ThreadListHandle } from './ThreadList';
import './threads.css';

export interface ThreadPaneProps {
  channel: ChannelId;
  /** The root. */
  ts: Ts;
  /** The reply to open at. */
  focusTs?: Ts | undefined;
  onClose: () => void;
}

/** A thread beside its channel: the root, its replies, and where to reply. */
export function ThreadPane(props: ThreadPaneProps) {
  return <Pane key={`${props.channel} ${props.ts}`} {...props} />;
}

function Pane({ channel, ts, focusTs, onClose }: ThreadPaneProps) {
  const thread = useMemo(() => new Thread(channel, ts), []);
  const list = useRef<ThreadListHandle>(null);
  // Before the browser paints: what is loaded is shown in the same frame.
  useLayoutEffect(() => thread.start(), []);
  useEffect(() => (focusTs === undefined ? undefined : thread.pointOut(focusTs)), [focusTs]);

  useAnnouncements(channel, ts);

  return (
    <div
      class="threads-pane"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header class="threads-header">
        <h2>{t('threads.title')}</h2>
        <span class="threads-channel">{rich('threads.inChannel', { channel: <a href={pathTo.channel(channel)}>{titleOf(channelOf(channel).value)}</a> })}</span>
        <IconButton icon="x" label={t('threads.close')} onClick={onClose} />
      </header>
      <Content thread={thread} focusTs={focusTs} list={list} />
      <ComposerPlace channel={channel} thread={ts} onEditLast={() => beginEdit(thread.place, lastOwn(thread.messages.peek()))} onSent={() => list.current?.toEnd()} autoFocus />
    </div>
  );
}

function Content({ thread, focusTs, list }: { thread: Thread; focusTs: Ts | undefined; list: { current: ThreadListHandle | null } }) {
  const error = thread.error.value;
  if (error !== null) {
    const isGone = error instanceof ApiError && (error.code === 'thread_not_found' || error.code === 'message_not_found');
    return (
      <div class="messages-waiting">
        <Banner tone={isGone ? 'warning' : 'danger'} action={isGone ? undefined : <Button size="small" onClick={() => void thread.load()}>{t('messages.retry')}</Button>}>
          {isGone ? t('threads.gone') : t('threads.loadFailed', { error: errorWords(error) })}
        </Banner>
      </div>
    );
  }
  if (!thread.isLoaded.value)
    return (
      <div class="messages-waiting">
        <Spinner label={t('threads.loading')} />
      </div>
    );
  return <ThreadList thread={thread} focusTs={focusTs} handle={list} />;
}
