import { t } from '../../../text';
import { Banner } from '../../../ui';
import type { Directory } from '../bodies';

/** What is missing in the figures below, and why. */
export function Absences({ directory, silentSilos }: { directory: Directory; silentSilos: number }) {
  return (
    <>
      {directory === 'away' && <Banner tone="warning">{t('operate.directoryAway')}</Banner>}
      {silentSilos > 0 && <Banner tone="warning">{t('operate.silentSilos', { count: silentSilos })}</Banner>}
    </>
  );
}
