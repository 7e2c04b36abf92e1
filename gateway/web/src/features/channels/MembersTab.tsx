import { useCallback, useState } from 'preact/hooks';
import type { Channel, UserId } from '../../protocol';
import { t } from '../../text';
import { Button, Spinner, TextField, VirtualList } from '../../ui';
import { errorWords } from '../errors';
import { openDialog } from '../panes';
import { MemberLine } from './MemberLine';
import { useMembers, type Members } from './members';

/** Who is in a conversation, page by page, or found by name. */
export function MembersTab({ channel }: { channel: Channel }) {
  const [query, setQuery] = useState('');
  const members = useMembers(channel, query);
  const { shown, loading, error, loadMore } = members;
  const renderItem = useCallback((id: UserId) => <MemberLine id={id} channel={channel} />, [channel]);
  const canInvite = channel.is_member && !channel.is_archived && !channel.is_mpim;
  return (
    <div class="channels-members-tab">
      {canInvite && <Button icon="user-plus" onClick={() => openDialog({ kind: 'invite', channel: channel.id })}>{t('channels.invite')}</Button>}
      {channel.num_members !== undefined && <p class="soft small">{t('channels.members', { count: channel.num_members })}</p>}
      <TextField label={t('channels.membersFilter')} type="search" icon="search" value={query} onValue={setQuery} />
      <p class="soft small" role="status">{query.trim() !== '' && <Status members={members} />}</p>
      {error !== undefined && (
        <p role="alert">
          {errorWords(error)} <Button size="small" onClick={loadMore}>{t('frame.brokenRetry')}</Button>
        </p>
      )}
      {shown === undefined ? (
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

/** What a filter has found, or that it is still looking. */
function Status({ members: { shown, searching, partial } }: { members: Members }) {
  const count = shown?.length ?? 0;
  if (searching) return <>{t('channels.membersSearching')}</>;
  if (partial) return <>{t('channels.membersSome', { count })}</>;
  return <>{count === 0 ? t('channels.membersNone') : t('ui.results', { count })}</>;
}

function keyOf(id: UserId): string {
  return id;
}
