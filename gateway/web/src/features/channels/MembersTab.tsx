import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Channel, UserId } from '../../protocol';
import { loadMembers, membersOf, nameOf, users } from '../../store';
import { t } from '../../text';
import { Button, Spinner, TextField, VirtualList } from '../../ui';
import { errorWords } from '../errors';
import { openDialog } from '../panes';
import { MemberLine } from './MemberLine';

const PAGE = 200;

/** Who is in a conversation, page by page. */
export function MembersTab({ channel }: { channel: Channel }) {
  const { members, loading, error, loadMore } = useMembers(channel);
  const [query, setQuery] = useState('');
  const shown = named(members ?? [], query);
  const renderItem = useCallback((id: UserId) => <MemberLine id={id} channel={channel} />, [channel]);
  const canInvite = channel.is_member && !channel.is_archived && !channel.is_mpim;
  return (
    <div class="channels-members-tab">
      {canInvite && <Button icon="user-plus" onClick={() => openDialog({ kind: 'invite', channel: channel.id })}>{t('channels.invite')}</Button>}
      {channel.num_members !== undefined && <p class="soft small">{t('channels.members', { count: channel.num_members })}</p>}
      <TextField label={t('channels.membersFilter')} type="search" icon="search" value={query} onValue={setQuery} />
      {error !== undefined && (
        <p role="alert">
          {errorWords(error)} <Button size="small" onClick={loadMore}>{t('frame.brokenRetry')}</Button>
        </p>
      )}
      {members === undefined ? (
        loading && <Spinner label={t('ui.loading')} />
      ) : (
        <VirtualList
          class="channels-members-list"
          label={t('channels.membersTab')}
          items={shown}
          itemKey={keyOf}
          renderItem={renderItem}
          estimate={48}
          initial="start"
          busy={loading}
          onNearEnd={loadMore}
        />
      )}
    </div>
  );
}

function useMembers(channel: Channel) {
  const known = channel.is_mpim ? channel.members : membersOf(channel.id).value;
  const [cursor, setCursor] = useState<string | null>();
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<unknown>();
  const loadMore = () => {
    if (loading || cursor === null || channel.is_mpim) return;
    setLoading(true);
    setError(undefined);
    loadMembers(channel.id, cursor, PAGE)
      .then((next) => setCursor(next ?? null), setError)
      .finally(() => setLoading(false));
  };
  useEffect(loadMore, [channel.id]);
  return { members: known, loading, error, loadMore };
}

/** Those whose name or handle has what was typed. Who is not known yet has no name. */
function named(members: readonly UserId[], query: string): readonly UserId[] {
  const text = query.trim().toLowerCase();
  if (text === '') return members;
  const known = users.value;
  return members.filter((id) => {
    const user = known[id];
    return user && (nameOf(user).toLowerCase().includes(text) || user.name.toLowerCase().includes(text));
  });
}

function keyOf(id: UserId): string {
  return id;
}
