import { formatTime, t } from '../../text';
import { Button } from '../../ui';
import { disturbedAgain, pauseItems } from '../notifications';

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
        {pauseItems().map((item) => <Button key={item.label} size="small" onClick={item.onSelect}>{item.label}</Button>)}
      </div>
    </div>
  );
}
