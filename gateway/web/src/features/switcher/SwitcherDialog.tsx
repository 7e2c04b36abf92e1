import { useState } from 'preact/hooks';
import { navigate, pathTo } from '../../router';
import { requestUsers, channels, userOf } from '../../store';
import { t } from '../../text';
import { Combobox, Dialog, Icon } from '../../ui';
import { iconOf, titleOf } from '../channels';
import { currentChannel, openSide } from '../panes';
import { PersonAvatar, PersonLine, usePeople, writeTo } from '../people';
import { placesFor, type Place } from './places';
import { recent } from './recent';
import './switcher.css';

/** Goes anywhere by a few letters. */
export function SwitcherDialog({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const { people, loading } = usePeople(query, 10);
  // The names of DMs are those of people: whoever is not known yet is asked for once.
  useState(() => requestUsers(Object.values(channels.peek()).flatMap((channel) => channel.user ?? channel.members ?? [])));
  const places = placesFor(query, people, recent.value, currentChannel.value);
  return (
    <Dialog open hideTitle title={t('switcher.title')} class="switcher" onClose={onClose}>
      <Combobox<Place>
        label={t('switcher.label')}
        hideLabel
        placeholder={t('switcher.placeholder')}
        icon="search"
        value={query}
        onValue={setQuery}
        items={places}
        itemKey={(place) => place.id}
        renderItem={(place) => <PlaceLine place={place} />}
        onSelect={(place) => {
          onClose();
          go(place);
        }}
        loading={loading && places.length === 0}
        empty={t('switcher.empty')}
        inline
        autoFocus
      />
      <p class="switcher-hint">{t('switcher.hint')}</p>
    </Dialog>
  );
}

function go(place: Place): void {
  if (place.kind === 'channel') navigate(pathTo.channel(place.channel.id));
  else if (place.kind === 'person') void writeTo(place.user.id);
  else openSide({ kind: 'search', query: place.query });
}

function PlaceLine({ place }: { place: Place }) {
  if (place.kind === 'person') return <PersonLine user={place.user} />;
  if (place.kind === 'search') {
    return (
      <span class="switcher-line">
        <Icon name="search" size={18} /> <span class="truncate">{t('switcher.searchInstead', { query: place.query })}</span>
      </span>
    );
  }
  const { channel } = place;
  return (
    <span class="switcher-line">
      {channel.is_im ? <PersonAvatar user={userOf(channel.user ?? '').value} size={20} presence /> : <Icon name={iconOf(channel)} size={18} label={kindOf(place)} />}
      <span class="truncate">{titleOf(channel).replace(/^#/, '')}</span>
      {!channel.is_im && !channel.is_mpim && !channel.is_member && <span class="switcher-end">{t('switcher.notJoined')}</span>}
    </span>
  );
}

function kindOf({ channel }: Extract<Place, { kind: 'channel' }>): string {
  return t(channel.is_mpim ? 'switcher.group' : channel.is_private ? 'switcher.privateChannel' : 'switcher.channel');
}
