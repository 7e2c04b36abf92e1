import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Attachment, AttachmentField } from '../../protocol';
import { formatDateTime } from '../../text';
import { webAddress } from './addresses';
import { Picture } from './Picture';
import { Text } from './Text';

const Named: Readonly<Record<string, string>> = { good: 'var(--success)', warning: 'var(--warning)', danger: 'var(--danger)' };

/** One attachment: service, author, title, text, fields, picture. What is missing is left out; whatever is in it, it never breaks its message. */
export function AttachmentView({ attachment }: { attachment: Attachment }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const colour = colourOf(attachment.color);
    if (colour) box.current?.style.setProperty('--attachment-bar', colour);
    else box.current?.style.removeProperty('--attachment-bar');
  }, [attachment.color]);
  const { pretext, text, title, title_link, fields } = attachment;
  const hasBody = Boolean(text || title || fields?.length || attachment.image_url || attachment.thumb_url);
  return (
    <div class="messages-attachment-whole">
      {pretext && <Text text={pretext} />}
      <div class="messages-attachment" ref={box}>
        <div class="messages-attachment-main">
          <Origin attachment={attachment} />
          {title && <Title title={title} href={title_link} />}
          {text && <Text text={text} />}
          {!hasBody && attachment.fallback && <Text text={attachment.fallback} />}
          {fields && fields.length > 0 && <Fields fields={fields} />}
          <Picture src={attachment.image_url} width={attachment.image_width} height={attachment.image_height} title={plain(title)} href={title_link} />
          <Footer attachment={attachment} />
        </div>
        {attachment.thumb_url && !attachment.image_url && <Thumb src={attachment.thumb_url} />}
      </div>
    </div>
  );
}

/** Who published it and who wrote it. */
function Origin({ attachment }: { attachment: Attachment }) {
  const { service_name, service_icon, author_name, author_link, author_icon } = attachment;
  if (!service_name && !author_name) return null;
  return (
    <div class="messages-attachment-origin">
      <Icon src={service_icon ?? author_icon} />
      {service_name && <span>{plain(service_name)}</span>}
      {author_name && <Linked href={author_link}>{plain(author_name) ?? ''}</Linked>}
    </div>
  );
}

function Title({ title, href }: { title: string; href: string | undefined }) {
  return (
    <div class="messages-attachment-title">
      <Linked href={href}>{plain(title) ?? ''}</Linked>
    </div>
  );
}

function Linked({ href, children }: { href: string | undefined; children: string }) {
  const address = webAddress(href);
  if (!address) return <span>{children}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function Fields({ fields }: { fields: readonly AttachmentField[] }) {
  return (
    <dl class="messages-attachment-fields">
      {fields.slice(0, 50).map((field, index) => (
        <div key={index} class={field.short ? 'is-short' : undefined}>
          {field.title && <dt>{plain(field.title)}</dt>}
          <dd>
            <Text text={field.value ?? ''} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Footer({ attachment }: { attachment: Attachment }) {
  const { footer, footer_icon, ts } = attachment;
  if (!footer && ts === undefined) return null;
  return (
    <div class="messages-attachment-footer">
      <Icon src={footer_icon} />
      {footer && <span>{plain(footer)}</span>}
      {ts !== undefined && <time>{formatDateTime(Number(ts) * 1000)}</time>}
    </div>
  );
}

function Icon({ src }: { src: string | undefined }) {
  const address = webAddress(src);
  return address ? <img class="messages-attachment-icon" src={address} alt="" width={16} height={16} loading="lazy" referrerpolicy="no-referrer" /> : null;
}

function Thumb({ src }: { src: string }) {
  const address = webAddress(src);
  return address ? <img class="messages-attachment-thumb" src={address} alt="" width={72} height={72} loading="lazy" referrerpolicy="no-referrer" /> : null;
}

/** Names and titles are escaped as texts are, and have no marks. */
function plain(text: string | undefined): string | undefined {
  return text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The bar's colour: one of Slack's three names, or a hexadecimal one. */
function colourOf(color: string | undefined): string | undefined {
  if (!color) return undefined;
  return Named[color] ?? (/^#?[0-9a-f]{6}$/i.test(color) ? `#${color.replace('#', '')}` : undefined);
}
