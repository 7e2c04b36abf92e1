import { session } from '../../store';
import { t } from '../../text';
import { Icon, IconButton } from '../../ui';
import { drawer, openDialog, openSide } from '../panes';
import { OwnMenu } from '../people';
import { modName } from '../preferences';

/** Across the top: the list's button where it is narrow, going anywhere, searching, and oneself. */
export function Header() {
  const at = session.value;
  const team = at.status === 'in' ? at.team.name : '';
  return (
    <header class="frame-header">
      <IconButton
        class="frame-menu"
        icon="menu"
        label={t(drawer.value ? 'frame.closeSidebar' : 'frame.openSidebar')}
        aria-expanded={drawer.value}
        aria-controls="frame-list"
        onClick={() => (drawer.value = !drawer.value)}
      />
      <button type="button" class="frame-go" aria-haspopup="dialog" onClick={() => openDialog({ kind: 'switcher' })}>
        <Icon name="compass" size={16} />
        <span class="truncate">{t('frame.goTo')}</span>
        <kbd>{modName}+K</kbd>
      </button>
      <IconButton class="frame-search" icon="search" label={t('frame.searchIn', { team })} onClick={() => openSide({ kind: 'search', query: '' })} />
      <OwnMenu />
    </header>
  );
}
