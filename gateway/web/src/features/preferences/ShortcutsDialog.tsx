import { t } from '../../text';
import { Dialog } from '../../ui';
import { enterSends } from './enterSends';
import { shortcuts } from './keys';
import './preferences.css';

/** What the keyboard can do. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open title={t('preferences.shortcutsTitle')} onClose={onClose}>
      <table class="preferences-keys">
        <thead class="visually-hidden">
          <tr>
            <th scope="col">{t('preferences.shortcutsDoes')}</th>
            <th scope="col">{t('preferences.shortcutsKeys')}</th>
          </tr>
        </thead>
        <tbody>
          {shortcuts(enterSends.value).map(({ keys, does }) => (
            <tr key={does}>
              <th scope="row">{t(does)}</th>
              <td>
                {keys.map((chord, i) => (
                  <span key={i}>
                    {i > 0 && ` ${t('preferences.or')} `}
                    {chord.map((key, k) => [k > 0 && '+', <kbd key={key}>{key}</kbd>])}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
