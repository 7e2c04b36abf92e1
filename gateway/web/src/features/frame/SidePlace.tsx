import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { navigate, pathTo } from '../../router';
import { t } from '../../text';
import { keepFocus } from '../../ui';
import { DetailsPane } from '../channels';
import { lazily } from '../lazily';
import { closeSide, currentChannel } from '../panes';
import { ProfilePane } from '../people';
import { ThreadPane } from '../threads';
import { Boundary } from './Boundary';
import { beside } from './order';

const SearchPane = lazily(() => import('../search').then((m) => m.SearchPane));

/** Beside the messages: what was opened last of a thread, which has an address, and a pane, which has none. */
export function SidePlace() {
  return <Boundary of={currentChannel.value}><Content /></Boundary>;
}

function Content() {
  const shown = beside.value;
  switch (shown?.kind) {
    case 'thread':
      return (
        <Place label={t('frame.thread')}>
          <ThreadPane channel={shown.channel} ts={shown.ts} focusTs={shown.focus} onClose={() => navigate(pathTo.channel(shown.channel))} />
        </Place>
      );
    case 'search':
      return <Place label={t('frame.results')}><SearchPane query={shown.query} onClose={closeSide} /></Place>;
    case 'profile':
      return <Place label={t('people.profile')}><ProfilePane key={shown.user} user={shown.user} onClose={closeSide} /></Place>;
    case 'details':
      return <Place label={t('frame.side')}><DetailsPane channel={shown.channel} tab={shown.tab} onClose={closeSide} /></Place>;
    default:
      return null;
  }
}

/** Its pane takes the focus when it opens; when it closes, what opened it has it again. */
function Place({ label, children }: { label: string; children: ComponentChildren }) {
  useLayoutEffect(() => {
    const giveBack = keepFocus(() => document.getElementById('main'));
    // Once all is drawn: messages that the pane has covered are inert until then.
    return () => queueMicrotask(() => giveBack(null));
  }, []);
  return <aside class="frame-side" aria-label={label}>{children}</aside>;
}
