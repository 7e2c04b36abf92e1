import { t } from '../../text';
import { webAddress } from './addresses';
import { fitting } from './pictures';

const Bound = { width: 400, height: 300 };

export interface PictureProps {
  src: string | undefined;
  /** Its own size in pixels, as far as it is known. */
  width?: number | undefined;
  height?: number | undefined;
  title: string | undefined;
  /** Where a click leads; the picture itself unless told. */
  href?: string | undefined;
}

/** A picture of somebody else's server: bounded, loaded when it comes near, and not told where it is shown. */
export function Picture({ src, width, height, title, href }: PictureProps) {
  const address = webAddress(src);
  if (!address) return null;
  const size = fitting(width, height, Bound);
  return (
    <a class="messages-picture" href={webAddress(href) ?? address} target="_blank" rel="noopener noreferrer nofollow">
      <img
        src={address}
        alt={title ? t('messages.imageAlt', { title }) : t('messages.image')}
        loading="lazy"
        decoding="async"
        referrerpolicy="no-referrer"
        {...size}
      />
    </a>
  );
}
