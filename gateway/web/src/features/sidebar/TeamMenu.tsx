import { navigate, pathTo } from '../../router';
import { session } from '../../store';
import { t } from '../../text';
import { Icon, Menu, type MenuItem } from '../../ui';
import { openDialog } from '../panes';

/** The team's name, and what can be done with the team. */
export function TeamMenu() {
  const at = session.value;
  if (at.status !== 'in') return null;
  return (
    <Menu class="sidebar-team" label={t('frame.teamMenu', { team: at.team.name })} items={items}>
      <span class="truncate">{at.team.name}</span>
      <Icon name="chevron-down" size={16} />
    </Menu>
  );
}

function items(): (MenuItem | null)[] {
  const at = session.value;
  const own: (MenuItem | null)[] = [
    { label: t('people.new'), icon: 'pencil', onSelect: () => openDialog({ kind: 'write' }) },
    { label: t('channels.browse'), icon: 'compass', onSelect: () => openDialog({ kind: 'browse' }) },
    { label: t('channels.create'), icon: 'plus', onSelect: () => openDialog({ kind: 'create' }) },
  ];
  if (at.status !== 'in' || !at.is_admin) return own;
  return [
    ...own,
    null,
    { label: t('signin.next.invite'), icon: 'user-plus', onSelect: () => navigate(pathTo.manage('members')) },
    { label: t('frame.manage'), icon: 'settings', onSelect: () => navigate(pathTo.manage()) },
  ];
}
