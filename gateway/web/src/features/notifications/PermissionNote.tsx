import { useEffect } from 'preact/hooks';
import { t } from '../../text';
import { Banner, Button } from '../../ui';
import { askPermission, permission, refreshPermission } from './permission';

/** Whether this browser shows notifications, and what to do if not. */
export function PermissionNote() {
  useEffect(refreshPermission, []);
  switch (permission.value) {
    case 'granted':
      return <Banner tone="success">{t('notifications.granted')}</Banner>;
    case 'denied':
      return <Banner tone="warning">{t('notifications.denied')}</Banner>;
    case 'unsupported':
      return <Banner>{t('notifications.unsupported')}</Banner>;
    default:
      return (
        <Banner action={<Button size="small" variant="primary" onClick={() => void askPermission()}>{t('notifications.ask')}</Button>}>
          {t('notifications.askHint')}
        </Banner>
      );
  }
}
