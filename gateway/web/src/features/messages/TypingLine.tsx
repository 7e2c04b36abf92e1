import type { ChannelId } from '../../protocol';
import { nameOf, typingIn, userOf } from '../../store';
import { formatList, t } from '../../text';

/** More than these are "several people". */
const Named = 3;

/** Who types here now. The line has its height whether somebody does or not. */
export function TypingLine({ channel }: { channel: ChannelId }) {
  const typing = typingIn(channel).value;
  return <div class="messages-typing">{typing.length > Named ? t('messages.typingSeveral') : typing.length > 0 ? <Typing ids={typing} /> : null}</div>;
}

function Typing({ ids }: { ids: readonly string[] }) {
  const people = formatList(ids.map((id) => nameOf(userOf(id).value)));
  return <>{ids.length === 1 ? t('messages.typing', { people }) : t('messages.typingMany', { people })}</>;
}
