import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ChannelId, Ts } from '../../protocol';
import { EmojiButton } from '../../emoji';
import { channelOf, notifyTyping, previewLink } from '../../store';
import { t } from '../../text';
import { Checkbox, IconButton } from '../../ui';
import { enterSends } from '../preferences';
import { Field } from './Field';
import { charactersLeft } from './limits';
import { makePreviews } from './previews';
import { PreviewCards } from './PreviewCards';
import { post } from './post';
import type { Typed } from './sequences';
import { titleOf } from './title';
import type { FieldHandle } from './useArea';
import { unwantedIn } from './unwanted';
import { useDraft } from './useDraft';
import './composer.css';

export interface ComposerProps {
  channel: ChannelId;
  /** The root of a thread: what is written replies to it. */
  thread?: Ts;
  /** Arrow up in an empty composer; true when there was a message to edit. */
  onEditLast?: () => boolean;
  onSent?: () => void;
  autoFocus?: boolean;
}

/**
 * Where messages are written. It reads nothing that a message changes and keeps its text in its field: neither a key pressed here nor a hundred
 * messages a second draw more than what they change.
 */
export function Composer({ channel, thread, onEditLast, onSent, autoFocus }: ComposerProps) {
  const conversation = channelOf(channel).value;
  const field = useRef<FieldHandle>(null);
  const isEmpty = useSignal(true);
  const left = useSignal<number | null>(null);
  const alsoToChannel = useSignal(false);
  const draft = useDraft(channel, thread);
  const previews = useMemo(() => makePreviews(previewLink, unwantedIn(channel, thread)), []);
  /** Sending may ask first, and takes its time: the same is not sent twice meanwhile. */
  const isSending = useRef(false);
  const latest = useRef(draft.initial);
  const name = titleOf(conversation);

  function look(text: string) {
    isEmpty.value = text.trim() === '';
    left.value = charactersLeft(text);
    previews.note(text);
  }

  function note() {
    const typed = field.current?.read();
    if (!typed) return;
    latest.current = typed;
    look(typed.text);
    draft.note(typed);
    if (!isEmpty.peek()) notifyTyping(channel);
  }

  async function send() {
    const typed = field.current?.read();
    if (!typed || isSending.current || isEmpty.peek() || (left.peek() ?? 0) < 0) return;
    isSending.current = true;
    try {
      const isSent = await post(typed, { channel, thread, alsoToChannel: alsoToChannel.peek(), withoutPreviews: previews.isRemoved.peek() });
      field.current?.focus();
      if (isSent) sent(typed);
    } finally {
      isSending.current = false;
    }
  }

  /** What was written on meanwhile was not sent, and stays. */
  function sent(typed: Typed) {
    if (latest.current.text === typed.text) {
      field.current?.write({ text: '', sequences: {} });
      previews.reset();
      draft.clear();
    }
    onSent?.();
  }

  useEffect(() => {
    if (draft.initial.text === '') previews.reset();
    look(draft.initial.text);
    if (autoFocus) field.current?.focus();
    return previews.stop;
  }, []);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <PreviewCards previews={previews} onRestore={() => {
        previews.restore();
        previews.note(field.current?.read().text ?? '');
      }} />
      <div class="composer-box">
        <Field
          handle={field}
          label={thread ? t('composer.labelThread') : t('composer.label', { channel: name })}
          placeholder={thread ? t('composer.labelThread') : t('composer.label', { channel: name })}
          initial={draft.initial}
          channel={conversation}
          sendOnEnter={enterSends.value}
          onInput={note}
          onSubmit={() => void send()}
          {...(onEditLast ? { onArrowUp: onEditLast } : {})}
        />
        <div class="composer-tools">
          <EmojiButton label={t('composer.emoji')} onPick={(emoji) => field.current?.insert(`:${emoji}:`)} />
          <IconButton icon="at-sign" label={t('composer.mention')} onClick={() => field.current?.insert('@', true)} />
          <Left left={left.value} />
          <SendButton isOff={useComputed(() => isEmpty.value || (left.value ?? 0) < 0).value} />
        </div>
      </div>
      {thread && <Checkbox label={t('composer.alsoTo', { channel: name })} checked={alsoToChannel.value} onChecked={(checked) => (alsoToChannel.value = checked)} />}
    </form>
  );
}

function SendButton({ isOff }: { isOff: boolean }) {
  return <IconButton class="composer-send" icon="send" type="submit" variant="primary" label={t('composer.send')} disabled={isOff} />;
}

function Left({ left }: { left: number | null }) {
  return (
    <span class={left !== null && left < 0 ? 'composer-left is-over' : 'composer-left'} role="status">
      {left === null ? '' : left < 0 ? t('composer.tooLong', { count: -left }) : t('composer.left', { count: left })}
    </span>
  );
}
