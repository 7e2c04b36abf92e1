import type { ComponentChildren } from 'preact';
import { prefs, self, setPref } from '../../store';
import { language, languageChoice, languages, t, type Language } from '../../text';
import { theme, type Theme } from '../../theme';
import { Button, Dialog, RadioGroup, Select, showToast, Switch } from '../../ui';
import { errorWords } from '../errors';
import { defaultLevel, levels, PermissionNote, type Level } from '../notifications';
import { openDialog } from '../panes';
import { browserZone, chooseZone, isZoneChosen } from '../people';
import { chooseLanguage, chooseTheme } from './appearance';
import { enterSends, setEnterSends } from './enterSends';
import { modName } from './keys';
import { Pause } from './Pause';
import './preferences.css';

/** No zone is called so. */
const AS_BROWSER = 'browser';

/** Everything takes effect at once. */
export function PreferencesDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open size="large" title={t('preferences.title')} onClose={onClose} footer={<Button variant="primary" onClick={onClose}>{t('ui.close')}</Button>}>
      <div class="preferences">
        <Part title={t('preferences.appearance')}>
          <Appearance />
        </Part>
        <Part title={t('preferences.notifications')}>
          <PermissionNote />
          <RadioGroup<Level>
            label={t('preferences.level')}
            hint={t('preferences.levelHint')}
            value={defaultLevel(prefs.value)}
            options={levels.map((value) => ({ value, label: t(`notifications.${value}`) }))}
            onValue={(level) => keep(setPref('notifications', level))}
          />
          <Pause />
        </Part>
        <Part title={t('preferences.writing')}>
          <Switch
            label={t('preferences.enterSends')}
            hint={t('preferences.enterSendsHint', { shortcut: `${modName}+↵` })}
            checked={enterSends.value}
            onChecked={(sends) => keep(setEnterSends(sends))}
          />
        </Part>
        <Part title={t('preferences.shortcuts')}>
          <div><Button icon="keyboard" onClick={() => openDialog({ kind: 'shortcuts' })}>{t('preferences.shortcutsTitle')}</Button></div>
        </Part>
      </div>
    </Dialog>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="preferences-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Appearance() {
  return (
    <>
      <RadioGroup<Theme>
        label={t('preferences.theme')}
        value={theme.value}
        options={[
          { value: 'system', label: t('preferences.themeSystem') },
          { value: 'light', label: t('preferences.themeLight') },
          { value: 'dark', label: t('preferences.themeDark') },
        ]}
        onValue={(choice) => keep(chooseTheme(choice))}
      />
      <Select<Language | 'browser'>
        label={t('preferences.language')}
        value={languageChoice.value ?? 'browser'}
        options={[
          { value: 'browser', label: t('preferences.languageBrowser', { language: languages[language.value] }) },
          ...(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] })),
        ]}
        onValue={(choice) => keep(chooseLanguage(choice === 'browser' ? null : choice))}
      />
      <TimeZone />
    </>
  );
}

function TimeZone() {
  const own = self.value?.tz;
  const here = browserZone();
  const zones = Intl.supportedValuesOf('timeZone');
  const value = isZoneChosen() && own ? own : AS_BROWSER;
  return (
    <Select
      label={t('preferences.timeZone')}
      hint={t('preferences.timeZoneHint')}
      value={value}
      options={[
        { value: AS_BROWSER, label: t('preferences.timeZoneBrowser', { zone: here ?? '–' }) },
        ...(value === AS_BROWSER || zones.includes(value) ? zones : [value, ...zones]).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
      ]}
      onValue={(zone) => keep(chooseZone(zone === AS_BROWSER ? null : zone))}
    />
  );
}

function keep(change: Promise<void>): void {
  change.catch((error) => showToast({ text: errorWords(error), tone: 'danger' }));
}
