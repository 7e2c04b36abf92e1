import { useEffect, useState } from 'preact/hooks';
import type { Channel, ChannelId } from '../../protocol';
import { channelOf, ensureChannel } from '../../store';
import { t } from '../../text';
import { EmptyState, Spinner, Tabs } from '../../ui';
import { errorWords } from '../errors';
import { LevelSelect } from '../notifications';
import { SidePane } from '../panes';
import { AboutTab } from './AboutTab';
import { MembersTab } from './MembersTab';
import { SettingsTab } from './SettingsTab';
import { titleOf } from './title';
import './channels.css';

type TabName = 'about' | 'members' | 'settings';

interface Props {
  channel: ChannelId;
  tab?: TabName | undefined;
  onClose: () => void;
}

/** Everything about a conversation, beside its messages. */
export function DetailsPane({ channel: id, tab, onClose }: Props) {
  const [error, setError] = useState<unknown>();
  const channel = channelOf(id).value;
  useEffect(() => {
    setError(undefined);
    ensureChannel(id).catch(setError);
  }, [id]);
  return (
    <SidePane title={t('channels.details')} of={channel && titleOf(channel)} onClose={onClose}>
      {channel ? <Details key={`${id} ${tab}`} channel={channel} tab={tab ?? 'about'} /> : error ? <EmptyState title={errorWords(error)} /> : <Spinner label={t('ui.loading')} />}
    </SidePane>
  );
}

function Details({ channel, tab: first }: { channel: Channel; tab: TabName }) {
  const [tab, setTab] = useState(first);
  const tabs = [
    { value: 'about' as const, label: t('channels.about') },
    { value: 'members' as const, label: t('channels.membersTab') },
    { value: 'settings' as const, label: t('channels.settingsTab') },
  ];
  if (channel.is_im) return <LevelSelect channel={channel.id} />;
  return (
    <Tabs<TabName> label={t('channels.details')} tabs={tabs} value={tab} onValue={setTab}>
      {tab === 'about' && <AboutTab channel={channel} />}
      {tab === 'members' && <MembersTab channel={channel} />}
      {tab === 'settings' && <SettingsTab channel={channel} />}
    </Tabs>
  );
}
