import { useEffect, useState } from 'preact/hooks';
import type { LinkState } from '../../connection';
import { link, retryNow } from '../../store';
import { t } from '../../text';
import { announce, Button, Icon } from '../../ui';
import { useOnline, useSecondsUntil } from './watching';
import './connection.css';

/** Shorter absences are nobody's business: most are over before they could be read of. */
const PATIENCE_MS = 1_500;

/** Says when the connection is away, how long it takes, and what to do; nothing while all is well. */
export function ConnectionBanner() {
  const at = link.value;
  const isAway = at.phase !== 'online' && at.phase !== 'idle';
  const [shown, show] = useState(false);
  useEffect(() => {
    if (!isAway) {
      if (shown) announce(t('connection.back'));
      show(false);
      return undefined;
    }
    const timer = setTimeout(() => show(true), at.phase === 'ended' ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isAway, at.phase === 'ended']);
  return isAway && shown ? <Away at={at} /> : null;
}

function Away({ at }: { at: LinkState }) {
  const online = useOnline();
  const seconds = useSecondsUntil(at.phase === 'waiting' ? at.retryAt : undefined);
  const words = wordsOf(at, online, seconds);
  // Said once an outage, and not at every attempt or second of the countdown; and once more when there will be no other attempt.
  useEffect(() => announce(words), [at.phase === 'ended']);
  return (
    <div class={`connection${at.phase === 'ended' ? ' connection-ended' : ''}`} role="region" aria-label={t('connection.region')}>
      <Icon name="wifi-off" size={18} />
      <p class="connection-words">{words}</p>
      <Action at={at} />
    </div>
  );
}

function wordsOf(at: LinkState, online: boolean, seconds: number): string {
  if (at.phase === 'ended') {
    if (at.code === 'token_revoked') return t('connection.revoked');
    return at.code === 'account_inactive' ? t('connection.inactive') : t('connection.refused', { code: at.code });
  }
  if (!online) return t('connection.offline');
  return at.phase === 'waiting' ? t('connection.waiting', { count: seconds }) : t('connection.connecting');
}

function Action({ at }: { at: LinkState }) {
  if (at.phase === 'waiting') return <Button size="small" onClick={retryNow}>{t('connection.now')}</Button>;
  return at.phase === 'ended' ? <Button size="small" onClick={() => location.reload()}>{t('connection.reload')}</Button> : null;
}
