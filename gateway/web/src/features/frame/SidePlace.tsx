import type { ComponentChildren } from 'preact';
import { navigate, pathTo, route } from '../../router';
import { t } from '../../text';
import { DetailsPane } from '../channels';
import { lazily } from '../lazily';
import { closeSide, currentChannel, side } from '../panes';
import { ProfilePane } from '../people';
import { ThreadPane } from '../threads';
import { Boundary } from './Boundary';
import { isSideInFront } from './order';

const SearchPane = lazily(() => import('../search').then((m) => m.SearchPane));

/** Beside the messages: what was opened last of a thread, which has an address, and a pane, which has none. */
export function SidePlace() {
  return <Boundary of={currentChannel.value}><Content /></Boundary>;
}

function Content() {
  const at = route.value;
  const thread = (at.name === 'client' || at.name === 'message') && at.channel !== undefined && at.thread !== undefined ? at : undefined;
  const pane = side.value;
  if (pane && (isSideInFront.value || !thread)) {
    return (
      <Place label={t(pane.kind === 'search' ? 'frame.results' : pane.kind === 'profile' ? 'people.profile' : 'frame.side')}>
        {pane.kind === 'search' && <SearchPane query={pane.query} onClose={closeSide} />}
        {pane.kind === 'profile' && <ProfilePane key={pane.user} user={pane.user} onClose={closeSide} />}
        {pane.kind === 'details' && <DetailsPane channel={pane.channel} tab={pane.tab} onClose={closeSide} />}
      </Place>
    );
  }
  if (!thread?.channel || thread.thread === undefined) return null;
  const { channel, thread: ts } = thread;
  const focusTs = thread.name === 'message' && thread.ts !== ts ? thread.ts : undefined;
  return (
    <Place label={t('frame.thread')}>
      <ThreadPane channel={channel} ts={ts} focusTs={focusTs} onClose={() => navigate(pathTo.channel(channel))} />
    </Place>
  );
}

function Place({ label, children }: { label: string; children: ComponentChildren }) {
  return <aside class="frame-side" aria-label={label}>{children}</aside>;
}
