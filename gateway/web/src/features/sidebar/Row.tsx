import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { ChannelId } from '../../protocol';
import { pathTo } from '../../router';
import { countsOf, draftOf } from '../../store';
import { t } from '../../text';
import { Badge, Icon } from '../../ui';
import { currentChannel, drawer } from '../panes';
import { muted } from './lists';

interface Props {
  id: ChannelId;
  name: string;
  icon: ComponentChildren;
  /** Of a DM every message counts, of a channel mentions do. */
  direct?: boolean;
  isPrivate?: boolean;
  /** After the name. */
  status?: ComponentChildren;
  /** Beside the link. */
  end?: ComponentChildren;
}

/** One conversation in the list. Drawn anew when something of its own changes, not when its neighbours do. */
export function Row({ id, name, icon, direct = false, isPrivate = false, status, end }: Props) {
  const isCurrent = useComputed(() => currentChannel.value === id).value;
  const isMuted = useComputed(() => muted.value.has(id)).value;
  const hasDraft = useComputed(() => draftOf(id).value.trim() !== '').value && !isCurrent;
  const counts = countsOf(id).value;
  const calls = (direct && !isMuted ? counts?.unread_count : counts?.mention_count) ?? 0;
  const isUnread = !isMuted && (counts?.has_unreads ?? false);
  const className = `sidebar-row${isUnread || calls > 0 ? ' sidebar-unread' : ''}${isMuted ? ' sidebar-muted' : ''}`;
  return (
    <li class="sidebar-item">
      <a class={className} href={pathTo.channel(id)} aria-current={isCurrent ? 'page' : undefined} data-row onClick={() => (drawer.value = false)}>
        {icon}
        <span class="sidebar-name truncate">{name}</span>
        {status}
        {isPrivate && <Said>{t('channels.private')}</Said>}
        {isMuted && <Said>{t('channels.muted')}</Said>}
        {hasDraft && (
          <>
            <Icon name="pencil" size={14} />
            <Said>{t('channels.draft')}</Said>
          </>
        )}
        {calls > 0 ? <Badge count={calls} label={t(direct ? 'people.unread' : 'channels.mentions', { count: calls })} /> : isUnread && <Said>{t('channels.unreadSome')}</Said>}
      </a>
      {end}
    </li>
  );
}

/** Weight, colour and pictures say it to the eye; this says it to the ear. */
function Said({ children }: { children: string }) {
  return <span class="visually-hidden">, {children}</span>;
}
