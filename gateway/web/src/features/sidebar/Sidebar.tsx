import { useEffect, useRef } from 'preact/hooks';
import { channels, requestUsers, session } from '../../store';
import { t } from '../../text';
import { Icon, IconButton, Menu, Spinner } from '../../ui';
import { openDialog } from '../panes';
import { ChannelRow } from './ChannelRow';
import { DirectRow } from './DirectRow';
import { useGradually } from './gradually';
import { directs, isCollapsed, joined } from './lists';
import { useRoving } from './roving';
import { SectionView } from './SectionView';
import { TeamMenu } from './TeamMenu';
import './sidebar.css';

/** The list of one's conversations. */
export function Sidebar() {
  const list = useRef<HTMLElement>(null);
  const at = session.value;
  const isLoaded = at.status === 'in' && at.loaded;
  const drawn = useGradually(isLoaded ? Math.max(joined.value.length, directs.value.length) : 0);
  const rows = `${drawn} ${joined.value.length} ${directs.value.join()} ${isCollapsed('channels')} ${isCollapsed('directs')} ${isLoaded}`;
  useRoving(list, rows);
  useEffect(() => requestUsers(groupMembers()), [directs.value]);
  return (
    <nav class="sidebar" aria-label={t('frame.sidebar')} ref={list}>
      <div class="sidebar-head">
        <TeamMenu />
        <IconButton icon="pencil" label={t('people.new')} onClick={() => openDialog({ kind: 'write' })} />
      </div>
      <div class="sidebar-scroll">
        {isLoaded ? <Sections most={drawn} /> : <Spinner label={t('ui.loading')} />}
      </div>
    </nav>
  );
}

function Sections({ most }: { most: number }) {
  return (
    <>
      <SectionView
        section="channels"
        title={t('channels.section')}
        ids={joined.value}
        most={most}
        row={ChannelRow}
        action={
          <Menu
            label={t('channels.add')}
            icon="plus"
            items={[
              { label: t('channels.browse'), icon: 'compass', onSelect: () => openDialog({ kind: 'browse' }) },
              { label: t('channels.create'), icon: 'plus', onSelect: () => openDialog({ kind: 'create' }) },
            ]}
          />
        }
      >
        {joined.value.length === 0 && <p class="sidebar-note">{t('channels.none')}</p>}
        <button type="button" class="sidebar-row" data-row onClick={() => openDialog({ kind: 'browse' })}>
          <Icon name="compass" size={16} />
          <span class="sidebar-name truncate">{t('channels.browse')}</span>
        </button>
      </SectionView>
      <SectionView
        section="directs"
        title={t('people.section')}
        ids={directs.value}
        most={most}
        row={DirectRow}
        action={<IconButton icon="plus" label={t('people.new')} onClick={() => openDialog({ kind: 'write' })} />}
      />
    </>
  );
}

/** Whose names the groups are called by. */
function groupMembers(): string[] {
  const known = channels.peek();
  return directs.peek().flatMap((id) => known[id]?.members ?? []);
}
