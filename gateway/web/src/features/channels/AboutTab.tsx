import type { Channel } from '../../protocol';
import { nameOf, userOf } from '../../store';
import { formatDate, t } from '../../text';
import { Button } from '../../ui';
import { openDialog } from '../panes';
import type { Editable } from './EditDialog';
import { titleOf } from './title';

/** What a conversation is for. */
export function AboutTab({ channel }: { channel: Channel }) {
  const creator = userOf(channel.creator ?? '').value;
  const date = formatDate(channel.created * 1000);
  const canEdit = !channel.is_archived && (channel.is_member || channel.is_mpim);
  const may = (what: Editable) => (canEdit ? () => openDialog({ kind: 'edit', channel: channel.id, what }) : undefined);
  return (
    <div class="stack">
      {!channel.is_mpim && <Text title={t('channels.name')} text={titleOf(channel)} action={t('channels.rename')} onEdit={may('name')} />}
      <Text title={t('channels.topic')} text={channel.topic?.value ?? ''} action={t('channels.editTopic')} onEdit={may('topic')} />
      <Text title={t('channels.purpose')} text={channel.purpose?.value ?? ''} action={t('channels.editPurpose')} onEdit={may('purpose')} />
      <p class="soft small">
        {creator ? t('channels.createdBy', { date, name: nameOf(creator) }) : t('channels.created', { date })}
        <br />
        {t('channels.id', { id: channel.id })}
      </p>
    </div>
  );
}

function Text({ title, text, action, onEdit }: { title: string; text: string; action: string; onEdit: (() => void) | undefined }) {
  return (
    <section class="channels-fact">
      <h3>{title}</h3>
      <p class={text === '' ? 'soft' : undefined}>{text || t('channels.notSet')}</p>
      {onEdit && <Button size="small" icon="pencil" onClick={onEdit}>{action}</Button>}
    </section>
  );
}
