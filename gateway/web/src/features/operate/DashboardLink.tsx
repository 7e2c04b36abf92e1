import { useEffect, useState } from 'preact/hooks';
import { admin } from '../../api';
import { t } from '../../text';
import { Icon } from '../../ui';

/** Leads to the Orleans Dashboard, where the server has one. It has pages of its own, in a window of their own. */
export function DashboardLink() {
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    admin('GET', '/dashboard/version', undefined, leaving.signal).then(
      () => setIsThere(true),
      () => {},
    );
    return () => leaving.abort();
  }, []);
  if (!isThere) return null;
  return (
    <a class="ui-button ui-button-secondary ui-button-small" href="/dashboard/" target="_blank" rel="noopener">
      <Icon name="activity" size={16} />
      {t('operate.dashboard')}
    </a>
  );
}
