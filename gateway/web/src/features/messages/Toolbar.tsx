import { EmojiButton } from '../../emoji';
import type { Message } from '../../protocol';
import { t } from '../../text';
import { IconButton, Menu, type MenuEntries } from '../../ui';
import { copyLink, copyText, openThread, react, remove, rightsOf } from './actions';
import type { Place } from './place';

/** What can be done with a message; it stands in the message that is pointed at or has the focus. */
export function Toolbar({ message, place }: { message: Message; place: Place }) {
  const { channel } = place;
  const { mayEdit } = rightsOf(message);
  return (
    <div class="messages-toolbar" role="toolbar" aria-label={t('messages.actions')}>
      <EmojiButton icon="smile-plus" size="small" placement="bottom-end" label={t('messages.react')} onPick={(name) => void react(channel, message, name, true)} />
      {!place.thread && <IconButton icon="thread" size="small" label={t('messages.replyInThread')} onClick={() => openThread(channel, message)} />}
      {mayEdit && <IconButton icon="pencil" size="small" label={t('messages.edit')} onClick={() => (place.editing.value = message.ts)} />}
      <Menu label={t('messages.more')} size="small" placement="bottom-end" items={() => entriesFor(message, place)} />
    </div>
  );
}

/** The keys work while the message has the focus; see onMessageKey. */
function entriesFor(message: Message, place: Place): MenuEntries {
  const { channel, markUnread, thread } = place;
  const { mayEdit, mayDelete } = rightsOf(message);
  return [
    ...(thread ? [] : [{ label: t('messages.replyInThread'), icon: 'thread' as const, hint: 'T', onSelect: () => openThread(channel, message) }]),
    ...(mayEdit ? [{ label: t('messages.edit'), icon: 'pencil' as const, hint: 'E', onSelect: () => (place.editing.value = message.ts) }] : []),
    null,
    { label: t('messages.copyLink'), icon: 'link', hint: 'L', onSelect: () => void copyLink(channel, message) },
    { label: t('messages.copyText'), icon: 'copy', hint: 'C', onSelect: () => void copyText(message) },
    ...(markUnread ? [{ label: t('messages.markUnread'), icon: 'mail' as const, hint: 'U', onSelect: () => markUnread(message.ts) }] : []),
    ...(mayDelete
      ? [null, { label: t('messages.delete'), icon: 'trash' as const, hint: '⌫', danger: true, onSelect: () => void remove(channel, message) }]
      : []),
  ];
}
