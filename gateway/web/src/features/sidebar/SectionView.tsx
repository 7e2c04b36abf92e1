import type { ComponentChildren, ComponentType } from 'preact';
import type { ChannelId } from '../../protocol';
import { setPref } from '../../store';
import { t } from '../../text';
import { Icon, showToast } from '../../ui';
import { errorWords } from '../errors';
import { isCollapsed, isUnread, shown, withCollapsed, type Section } from './lists';

interface Props {
  section: Section;
  title: string;
  ids: readonly ChannelId[];
  /** As many are drawn now. */
  most: number;
  row: ComponentType<{ id: ChannelId }>;
  /** Beside the title. */
  action: ComponentChildren;
  /** After the rows. */
  children?: ComponentChildren;
}

/** A part of the list that can be closed; what is new in it, and where one is, stays in sight. */
export function SectionView({ section, title, ids, most, row: RowView, action, children }: Props) {
  const collapsed = isCollapsed(section);
  const unread = collapsed ? ids.filter(isUnread).length : 0;
  const toggle = async () => {
    try {
      await setPref(...withCollapsed(section, !collapsed));
    } catch (error) {
      showToast({ text: errorWords(error), tone: 'danger' });
    }
  };
  return (
    <div class="sidebar-section">
      <div class="sidebar-heading">
        <h2>
          <button type="button" class="sidebar-toggle" aria-expanded={!collapsed} onClick={() => void toggle()}>
            <Icon name={collapsed ? 'chevron-right' : 'chevron-down'} size={16} />
            {title}
            {unread > 0 && <span class="visually-hidden">, {t('channels.sectionUnreads', { count: unread })}</span>}
          </button>
        </h2>
        {action}
      </div>
      <ul class="sidebar-list" aria-label={title}>
        {shown(ids, collapsed).slice(0, most).map((id) => <RowView key={id} id={id} />)}
      </ul>
      {!collapsed && children}
    </div>
  );
}
