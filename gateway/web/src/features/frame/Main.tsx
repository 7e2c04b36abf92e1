import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../api';
import type { ChannelId, Ts } from '../../protocol';
import { navigate, pathTo, route } from '../../router';
import { channelOf, channels, ensureChannel, session } from '../../store';
import { t } from '../../text';
import { Button, EmptyState, Spinner } from '../../ui';
import { ChannelHeader } from '../channels';
import { errorWords } from '../errors';
import { MessagePane } from '../messages';
import { currentChannel, openDialog } from '../panes';
import { recent } from '../switcher';
import { Boundary } from './Boundary';
import { beside } from './order';
import { Covered, useWindow } from './width';

/** The open conversation, or a choice of one. The keyboard does not go where a pane covers it. */
export function Main() {
  const isCovered = useWindow(Covered);
  return (
    <main class="frame-main" id="main" tabIndex={-1} inert={isCovered && beside.value !== null}>
      <Boundary of={currentChannel.value}><Place /></Boundary>
    </main>
  );
}

function Place() {
  const at = route.value;
  if (at.name === 'client' && at.channel !== undefined) return <Conversation key={at.channel} channel={at.channel} />;
  if (at.name === 'message') return <Conversation key={at.channel} channel={at.channel} focusTs={at.thread === undefined || at.thread === at.ts ? at.ts : undefined} />;
  return <Choice />;
}

function Conversation({ channel: id, focusTs }: { channel: ChannelId; focusTs?: Ts | undefined }) {
  const [error, setError] = useState<unknown>();
  const channel = channelOf(id).value;
  const ask = () => {
    setError(undefined);
    ensureChannel(id).catch(setError);
  };
  useEffect(() => {
    // What one's own list has needs no asking, and before it is there nobody knows what it will have.
    if (isLoaded()) ask();
  }, [id, isLoaded()]);
  if (channel) {
    return (
      <div class="frame-conversation">
        <ChannelHeader channel={channel} />
        <MessagePane channel={id} focusTs={focusTs} />
      </div>
    );
  }
  if (error === undefined) return <div class="frame-middle"><Spinner label={t('ui.loading')} /></div>;
  if (error instanceof ApiError && !error.isPassing) return <Middle title={t('frame.noChannelTitle')} text={t('frame.noChannelText')} />;
  return <Middle title={errorWords(error)} action={<Button onClick={ask}>{t('signin.retry')}</Button>} />;
}

/** Nowhere yet: where one was last, else the channel that everybody is in. */
function Choice() {
  const loaded = isLoaded();
  const last = loaded ? startingPlace() : undefined;
  useEffect(() => {
    if (last !== undefined) navigate(pathTo.channel(last), true);
  }, [last]);
  if (!loaded || last !== undefined) return <div class="frame-middle"><Spinner label={t('frame.loading')} /></div>;
  return <Middle title={t('frame.choose')} text={t('frame.chooseText')} action={<Button onClick={() => openDialog({ kind: 'browse' })}>{t('channels.browse')}</Button>} />;
}

function Middle({ title, text, action }: { title: string; text?: string; action?: ComponentChildren }) {
  return (
    <div class="frame-middle">
      <h1 class="visually-hidden">{title}</h1>
      <EmptyState icon="compass" title={title} action={action}>{text}</EmptyState>
    </div>
  );
}

function startingPlace(): ChannelId | undefined {
  const known = channels.value;
  const isOpen = (id: ChannelId) => {
    const channel = known[id];
    return channel !== undefined && (channel.is_member === true || channel.is_open === true);
  };
  return recent.peek().find(isOpen) ?? Object.values(known).find((channel) => channel.is_general && channel.is_member)?.id ?? Object.keys(known).find(isOpen);
}

function isLoaded(): boolean {
  const at = session.value;
  return at.status === 'in' && at.loaded;
}
