import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Message } from '../../protocol';
import { channelOf, editMessage } from '../../store';
import { t } from '../../text';
import { Button, keepFocus } from '../../ui';
import { askForNames, charactersLeft, Field, fromMrkdwn, labels, names, toMrkdwn, type FieldHandle, type Typed } from '../composer';
import { errorWords } from '../errors';
import { enterSends } from '../preferences';
import { remove } from './actions';
import type { Place } from './place';

/** A message while it is edited, in its place. Emptied, it is deleted, after a question. */
export function Editor({ message, place }: { message: Message; place: Place }) {
  const field = useRef<FieldHandle>(null);
  const form = useRef<HTMLFormElement>(null);
  const giveBack = useGivingBack(form);
  const error = useSignal<string | null>(null);
  const isSaving = useSignal(false);
  const { edits } = place;
  const initial = useMemo(() => edits.texts.get(message.ts) ?? fromMrkdwn(message.text, labels), []);
  const close = () => {
    edits.texts.delete(message.ts);
    edits.open = null;
    giveBack();
    place.editing.value = null;
  };

  useEffect(() => {
    if (edits.open !== message.ts) field.current?.focus();
    edits.open = message.ts;
  }, [edits.calls.value]);

  function note() {
    error.value = null;
    const typed = field.current?.read();
    if (typed) edits.texts.set(message.ts, typed);
  }

  async function save() {
    const typed = field.current?.read();
    if (!typed || isSaving.peek()) return;
    const left = charactersLeft(typed.text) ?? 0;
    if (left < 0) {
      error.value = t('composer.tooLong', { count: -left });
      return;
    }
    isSaving.value = true;
    try {
      await saveText(typed);
    } catch (reason) {
      error.value = t('messages.actionFailed', { error: errorWords(reason) });
      isSaving.value = false;
    }
  }

  async function saveText(typed: Typed) {
    await askForNames(typed);
    const text = toMrkdwn(typed, names);
    if (text === '') {
      close();
      return void remove(place.channel, message);
    }
    if (text !== toMrkdwn(fromMrkdwn(message.text, labels), names)) await editMessage(place.channel, message.ts, text);
    close();
  }

  return (
    <form
      ref={form}
      class="messages-editor"
      aria-label={t('messages.editLabel')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class="messages-editor-box">
        <Field
          handle={field}
          label={t('messages.editLabel')}
          initial={initial}
          channel={channelOf(place.channel).value}
          sendOnEnter={enterSends.value}
          onInput={note}
          onSubmit={() => void save()}
          onEscape={close}
        />
      </div>
      {error.value && <p class="messages-editor-error" role="alert">{error.value}</p>}
      <div class="messages-editor-end">
        <Button size="small" onClick={close}>
          {t('ui.cancel')}
        </Button>
        <Button size="small" variant="primary" type="submit" busy={isSaving.value}>
          {t('messages.save')}
        </Button>
      </div>
    </form>
  );
}

/** Once called, the focus goes back when the editor goes: to the composer or the message that it came from. */
function useGivingBack(form: RefObject<HTMLFormElement | null>): () => void {
  const keep = useMemo(() => keepFocus(() => row.current), []);
  const row = useRef<HTMLElement | null>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    const element = form.current;
    row.current = element?.closest<HTMLElement>('[tabindex]') ?? null;
    return () => {
      if (isDone.current) keep(element);
    };
  }, []);
  return () => (isDone.current = true);
}
