import { useSignal } from '@preact/signals';
import { channelOf, joinChannel } from '../../store';
import { t } from '../../text';
import { Button, showToast } from '../../ui';
import { errorWords } from '../errors';
import { Composer, type ComposerProps } from './Composer';
import { titleOf } from './title';

export type ComposerPlaceProps = ComposerProps;

/** The composer, or why there is none: the channel is archived, or one looks at it without being in it. */
export function ComposerPlace(props: ComposerPlaceProps) {
  const channel = channelOf(props.channel).value;
  const isJoining = useSignal(false);
  if (!channel) return null;
  if (channel.is_archived) return <p class="composer-instead">{t('composer.archived')}</p>;
  const isIn = channel.is_im || channel.is_mpim || channel.is_member === true;
  // A draft belongs to its place: another place has a composer of its own.
  if (isIn) return <Composer key={`${props.channel} ${props.thread ?? ''}`} {...props} />;
  const join = async () => {
    isJoining.value = true;
    try {
      await joinChannel(channel.id);
    } catch (error) {
      showToast({ text: t('composer.joinFailed', { error: errorWords(error) }), tone: 'danger' });
    }
    isJoining.value = false;
  };
  return (
    <div class="composer-instead">
      <p>{t('composer.notMember', { channel: titleOf(channel) })}</p>
      <Button variant="primary" busy={isJoining.value} onClick={() => void join()}>
        {t('composer.join')}
      </Button>
    </div>
  );
}
