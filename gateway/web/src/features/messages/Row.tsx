import { useComputed, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Message } from '../../protocol';
import { memo } from '../../ui';
import { ThreadSummary } from '../threads';
import { Attachments } from './Attachments';
import { AuthorName, AuthorPicture, authorOf } from './Author';
import { Body } from './Body';
import { DayDivider, UnreadLine } from './Dividers';
import { Editor } from './Editor';
import { Files } from './Files';
import { idOf } from './ids';
import type { Place } from './place';
import { Reactions } from './Reactions';
import { formOf } from './subtypes';
import { BroadcastNote, Time } from './Time';
import { Toolbar } from './Toolbar';
import { Unbroken } from './Unbroken';

export interface RowProps {
  message: Message;
  place: Place;
  startsDay: boolean;
  startsUnread: boolean;
  continues: boolean;
}

/** One message with what stands before it. Drawn again when the message, its placing, or something that it reads has changed. */
export const Row = memo(function Row({ message, place, startsDay, startsUnread, continues }: RowProps) {
  return (
    <>
      {startsDay && <DayDivider ts={message.ts} />}
      {startsUnread && <UnreadLine />}
      <Unbroken>
        <MessageView message={message} place={place} continues={continues} />
      </Unbroken>
    </>
  );
});

function MessageView({ message, place, continues }: { message: Message; place: Place; continues: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const isNear = useSignal(false);
  const isEdited = useComputed(() => place.editing.value === message.ts).value;
  const isFocused = useComputed(() => place.focused.value === message.ts).value;
  const isHighlighted = useComputed(() => place.highlighted.value === message.ts).value;
  const form = formOf(message);
  const holdsFocus = () => box.current?.contains(document.activeElement) ?? false;
  const classes = ['messages-message', `is-${form}`, continues && 'is-continued', isHighlighted && 'is-highlighted', isEdited && 'is-editing'];
  return (
    <div
      ref={box}
      class={classes.filter(Boolean).join(' ')}
      onPointerEnter={() => (isNear.value = true)}
      onPointerLeave={() => (isNear.value = holdsFocus())}
      onFocusIn={() => (isNear.value = true)}
      onFocusOut={(event) => (isNear.value = box.current?.contains(event.relatedTarget as Node | null) === true || box.current?.matches(':hover') === true)}
    >
      <Side message={message} continues={continues} place={place} />
      <div class="messages-main">
        <Head message={message} place={place} isHidden={continues || form === 'notice'} />
        {isEdited ? <Editor message={message} place={place} /> : <Body message={message} place={place} />}
        {message.attachments && <Attachments attachments={message.attachments} />}
        {message.files && <Files files={message.files} />}
        <Reactions channel={place.channel} message={message} />
        {!place.thread && <ThreadSummary channel={place.channel} message={message} />}
      </div>
      {(isNear.value || isFocused) && !isEdited && <Toolbar message={message} place={place} />}
    </div>
  );
}

function Side({ message, continues, place }: { message: Message; continues: boolean; place: Place }) {
  const author = authorOf(message);
  const form = formOf(message);
  return (
    <div class="messages-side">
      {continues || form === 'notice' ? <Time message={message} place={place} isQuiet /> : form !== 'tombstone' && <AuthorPicture author={author} />}
    </div>
  );
}

/** Who and when. Where the message before or the text tells it, it is told to screen readers only. */
function Head({ message, place, isHidden }: { message: Message; place: Place; isHidden: boolean }) {
  const author = authorOf(message);
  const id = idOf(place, message.ts, 'author');
  if (isHidden)
    return (
      <span id={id} class="visually-hidden">
        {author.name}
      </span>
    );
  return (
    <div class="messages-head">
      {formOf(message) !== 'tombstone' && <AuthorName author={author} id={id} />}
      <Time message={message} place={place} />
      <BroadcastNote message={message} place={place} />
    </div>
  );
}
