import { useState } from 'preact/hooks';
import { t } from '../../../text';
import { Button, EmptyState, IconButton, showToast, Spinner, Switch, TextField } from '../../../ui';
import { Card, Page } from '../area/Area';
import type { PreviewSettings } from '../bodies';
import { getPreviews, setPreviews } from '../calls';
import { useAction } from '../live/useAction';
import { useLive } from '../live/useLive';
import { Problem } from '../parts/Problem';
import { domainIn } from './domain';
import './previews.css';

/** Whether links of the team's messages are looked up, and which are not. */
export function Previews({ team }: { team: string }) {
  const settings = useLive(`previews ${team}`, (signal) => getPreviews(team, signal));
  const [typed, setTyped] = useState('');
  const [mistake, setMistake] = useState<string>();
  const action = useAction();
  const { data } = settings;

  async function save(change: Partial<PreviewSettings>, done: string): Promise<boolean> {
    if (!data) return false;
    const isSaved = await action.run(async () => {
      const saved = await setPreviews(team, { ...data, ...change });
      settings.put(() => saved);
    });
    if (isSaved) showToast({ text: done, tone: 'success' });
    return isSaved;
  }

  async function add(): Promise<void> {
    const domain = domainIn(typed);
    if (!data || !domain) return setMistake(t('manage.previews.noDomain'));
    if (data.denied_domains.includes(domain)) return setMistake(t('manage.previews.thereAlready', { domain }));
    setMistake(undefined);
    if (await save({ denied_domains: [...data.denied_domains, domain] }, t('manage.previews.added', { domain }))) setTyped('');
  }

  return (
    <Page title={t('manage.previews.title')} lead={t('manage.previews.lead')}>
      <Problem error={settings.error} onRetry={settings.refresh} />
      <Problem error={action.error} onDismiss={action.clear} />
      {!data ? (
        settings.loading && <Spinner label={t('manage.loading')} />
      ) : (
        <>
          <Card>
            <Switch
              label={t('manage.previews.enabled')}
              hint={t('manage.previews.enabledHint')}
              checked={data.enabled}
              disabled={action.busy}
              onChecked={(enabled) => void save({ enabled }, t(enabled ? 'manage.previews.on' : 'manage.previews.off'))}
            />
          </Card>
          <Card title={t('manage.previews.domains')}>
            <p class="soft">{t('manage.previews.domainsLead')}</p>
            <form
              class="previews-add"
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                void add();
              }}
            >
              <TextField label={t('manage.previews.domain')} placeholder="example.org" value={typed} onValue={setTyped} error={mistake} autoComplete="off" maxLength={253} inputMode="url" />
              <Button type="submit" icon="plus" busy={action.busy}>
                {t('manage.previews.add')}
              </Button>
            </form>
            {data.denied_domains.length === 0 ? (
              <EmptyState icon="globe" title={t('manage.previews.none')} />
            ) : (
              <ul class="previews-domains" aria-label={t('manage.previews.domains')}>
                {data.denied_domains.map((domain) => (
                  <li key={domain}>
                    <span>{domain}</span>
                    <IconButton
                      icon="x"
                      size="small"
                      label={t('manage.previews.remove', { domain })}
                      disabled={action.busy}
                      onClick={() =>
                        void save({ denied_domains: data.denied_domains.filter((other) => other !== domain) }, t('manage.previews.removed', { domain }))
                      }
                    />
                  </li>
                ))}
              </ul>
            )}
          </Card>
        </>
      )}
    </Page>
  );
}
