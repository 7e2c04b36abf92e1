import './avatar.css';
import { useState } from 'preact/hooks';
import { t } from '../text';
import { classes } from './attributes';

export interface AvatarProps {
  name: string;
  /** Chooses the colour behind the initials. */
  id: string;
  /** The image; initials are shown without one, and when it does not load. */
  src?: string | undefined;
  /** Pixels: 36 unless told. */
  size?: 20 | 24 | 36 | 48 | 96 | undefined;
  presence?: 'active' | 'away' | undefined;
  /** Its accessible name; without one it is decoration beside a name. */
  label?: string | undefined;
  class?: string | undefined;
}

export function Avatar({ name, id, src, size = 36, presence, label, class: className }: AvatarProps) {
  const [failed, setFailed] = useState<string>();
  const state = presence && t(presence === 'active' ? 'ui.online' : 'ui.away');
  return (
    <span
      class={classes('ui-avatar', `ui-avatar-${size}`, `ui-avatar-hue-${hue(id)}`, className)}
      {...(label ? { role: 'img', 'aria-label': state ? `${label} (${state})` : label } : { 'aria-hidden': 'true' })}
    >
      {src && src !== failed ? (
        <img src={src} alt="" width={size} height={size} loading="lazy" decoding="async" referrerpolicy="no-referrer" onError={() => setFailed(src)} />
      ) : (
        initials(name)
      )}
      {presence && <span class={`ui-presence ui-presence-${presence}`} />}
    </span>
  );
}

/** The presence dot alone, for lists that show names without pictures. */
export function Presence({ presence }: { presence: 'active' | 'away' }) {
  return <span class={`ui-presence ui-presence-${presence}`} role="img" aria-label={t(presence === 'active' ? 'ui.online' : 'ui.away')} />;
}

/** The first letters of the first and last word: `Ann Mary Lee` is AL. Whole characters, not halves of pairs. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/).filter(Boolean);
  const first = words[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return [first, last].map((word) => [...word][0] ?? '').join('').toLocaleUpperCase();
}

/** One of eight hues, always the same for an id (FNV-1a). */
export function hue(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 8;
}
