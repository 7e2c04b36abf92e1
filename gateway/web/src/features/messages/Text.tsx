import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Emoji } from '../../emoji';
import { formatDate, Mrkdwn, type MrkdwnProps, type Parts } from '../../mrkdwn';
import { pathTo } from '../../router';
import { channelOf, nameOf, requestChannel, self, userOf } from '../../store';
import { locale } from '../../text';
import { openProfile } from '../people';

export interface TextProps {
  text: string;
  /** Its marks stand for themselves. */
  plain?: boolean;
  /** Words that were searched for are pointed out. */
  highlight?: boolean;
}

/** A text as messages have it: with names, channels, emoji and links that can be followed. */
export function Text({ text, plain, highlight }: TextProps) {
  const options: Pick<MrkdwnProps, 'styles' | 'highlight'> = {};
  if (plain) options.styles = false;
  if (highlight) options.highlight = true;
  return (
    <div class="messages-text">
      <Mrkdwn text={text} parts={parts} {...options} />
    </div>
  );
}

const parts: Parts = {
  user: (id, label) => <UserMention id={id} label={label} />,
  channel: (id, label) => <ChannelMention id={id} label={label} />,
  everybody: (text) => <span class="messages-mention is-me">{text}</span>,
  emoji: (name, skin) => <Emoji name={skin === undefined ? name : `${name}::skin-tone-${skin}`} />,
  date: (time, format) => formatDate(time, format, locale.value),
  link: ownLink,
};

function UserMention({ id, label }: { id: string; label: string | undefined }) {
  const user = userOf(id).value;
  const name = user ? nameOf(user) : (label ?? nameOf(user));
  if (!user) return <span class="messages-mention">@{name}</span>;
  return (
    <button type="button" class={id === self.value?.id ? 'messages-mention is-me' : 'messages-mention'} onClick={() => openProfile(id)}>
      @{name}
    </button>
  );
}

/** Of a channel that one does not know there is the name that the message gives it. */
function ChannelMention({ id, label }: { id: string; label: string | undefined }) {
  const channel = channelOf(id).value;
  useEffect(() => void (channel === undefined && requestChannel(id)), [id]);
  const name = channel?.name ?? label ?? id;
  return (
    <a class="messages-mention" href={pathTo.channel(id)}>
      #{name}
    </a>
  );
}

/** A link to a page of this client is followed in this window. */
function ownLink(href: string, label: string): ComponentChildren {
  const url = new URL(href);
  return url.origin === location.origin && url.pathname.startsWith('/archives/') ? <a href={url.pathname + url.search}>{label}</a> : null;
}
