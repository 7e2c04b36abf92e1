import type { Channel } from '../../protocol';
import { t } from '../../text';
import { Button } from '../../ui';
import { LevelSelect } from '../notifications';
import { archive, leave, unarchive } from './doing';

/** One's own settings of a conversation, and leaving or archiving it. */
export function SettingsTab({ channel }: { channel: Channel }) {
  const isIn = channel.is_member === true;
  return (
    <div class="stack">
      {(isIn || channel.is_mpim) && <LevelSelect channel={channel.id} />}
      {isIn && !channel.is_general && !channel.is_mpim && (
        <div class="row">
          <Button icon="log-out" onClick={() => void leave(channel)}>{t('channels.leave')}</Button>
          {channel.is_archived ? (
            <Button icon="undo" onClick={() => void unarchive(channel)}>{t('channels.unarchive')}</Button>
          ) : (
            <Button icon="archive" variant="danger" onClick={() => void archive(channel)}>{t('channels.archive')}</Button>
          )}
        </div>
      )}
    </div>
  );
}
