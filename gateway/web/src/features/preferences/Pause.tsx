import { formatTime, t } from '../../text';
import { Button } from '../../ui';
import { disturbedAgain, endPause, pauses } from '../notifications';

/** Do-not-disturb: until when, and buttons to begin or end it. */
export function Pause() {
  const until = disturbedAgain.value;
  return (
    <div role="group" aria-labelledby="preferences-pause" class="preferences-pause">
      <p>
        <strong id="preferences-pause">{until === undefined ? t('notifications.dndPause') : t('notifications.dndUntil', { time: formatTime(until) })}</strong>
        <br />
        <span class="soft small">{t('notifications.dndHint')}</span>
      </p>
      <div class="row">
        {until === undefined ? (
          pauses().map(({ label, begin }) => <Button key={label} size="small" onClick={begin}>{label}</Button>)
        ) : (
          <Button size="small" onClick={endPause}>{t('notifications.dndEnd')}</Button>
        )}
      </div>
    </div>
  );
}
