import { useState } from 'preact/hooks';
import { formatDateTime, formatNumber, t } from '../../../text';
import { Button, confirm, showToast, Spinner, TextField } from '../../../ui';
import { Card, Page } from '../area/Area';
import type { Retention as Kept, RetentionSettings } from '../bodies';
import { getRetention, setRetention } from '../calls';
import { useAction } from '../live/useAction';
import { useLive } from '../live/useLive';
import { Facts } from '../parts/Facts';
import { Problem } from '../parts/Problem';
import { daysIn, isShorter } from './days';
import './retention.css';

/** After how many days what was said in the team is deleted. */
export function Retention({ team }: { team: string }) {
  const kept = useLive(`retention ${team}`, (signal) => getRetention(team, signal));
  const action = useAction();
  const { data } = kept;

  async function save(settings: RetentionSettings): Promise<void> {
    const isLess = data && (isShorter(settings.messages_days, data.messages_days) || isShorter(settings.direct_days, data.direct_days));
    const question = { title: t('manage.retention.ask'), text: t('manage.retention.askText'), confirm: t('manage.retention.confirm'), danger: true };
    if (isLess && !(await confirm(question))) return;
    const isSaved = await action.run(async () => {
      const saved = await setRetention(team, settings);
      kept.put(() => saved);
    });
    if (isSaved) showToast({ text: t('manage.retention.saved'), tone: 'success' });
  }

  return (
    <Page title={t('manage.retention.title')} lead={t('manage.retention.lead')}>
      <Problem error={kept.error} onRetry={kept.refresh} />
      <Problem error={action.error} onDismiss={action.clear} />
      {!data ? (
        kept.loading && <Spinner label={t('manage.loading')} />
      ) : (
        <>
          <Days key={team} kept={data} busy={action.busy} onSave={save} />
          <Runs kept={data} />
        </>
      )}
    </Page>
  );
}

function Days({ kept, busy, onSave }: { kept: Kept; busy: boolean; onSave: (settings: RetentionSettings) => Promise<void> }) {
  const [messages, setMessages] = useState(textOf(kept.messages_days));
  const [direct, setDirect] = useState(textOf(kept.direct_days));
  const [events, setEvents] = useState(textOf(kept.events_days));
  const [isTried, setTried] = useState(false);
  const mistake = (text: string) => (isTried && daysIn(text) === undefined ? t('manage.retention.noDays') : undefined);
  const field = { inputMode: 'numeric', autoComplete: 'off', placeholder: t('manage.retention.forEver'), maxLength: 5 } as const;

  function submit(): void {
    setTried(true);
    const [messages_days, direct_days, events_days] = [daysIn(messages), daysIn(direct), daysIn(events)];
    if (messages_days !== undefined && direct_days !== undefined && events_days !== undefined) void onSave({ messages_days, direct_days, events_days });
  }

  return (
    <Card>
      <form
        class="retention-days"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField {...field} label={t('manage.retention.messages')} value={messages} onValue={setMessages} error={mistake(messages)} />
        <TextField {...field} label={t('manage.retention.direct')} value={direct} onValue={setDirect} error={mistake(direct)} />
        <TextField {...field} label={t('manage.retention.events')} hint={t('manage.retention.eventsHint')} value={events} onValue={setEvents} error={mistake(events)} />
        <Button type="submit" icon="save" variant="primary" busy={busy}>
          {t('manage.retention.save')}
        </Button>
      </form>
    </Card>
  );
}

function Runs({ kept }: { kept: Kept }) {
  const run = kept.last_run;
  if (!run && kept.next_run === null) return null;
  const isUnderway = run !== undefined && run.ended === undefined && kept.next_run === null && (kept.messages_days ?? kept.direct_days ?? kept.events_days) !== null;
  return (
    <Card title={t('manage.retention.runs')}>
      {isUnderway && <p>{t('manage.retention.underway')}</p>}
      {run?.error && <p class="soft">{run.error}</p>}
      <Facts
        facts={[
          [t('manage.retention.next'), kept.next_run !== null && formatDateTime(kept.next_run * 1000)],
          [t('manage.retention.last'), run && formatDateTime((run.ended ?? run.began) * 1000)],
          [t('manage.retention.deleted'), run && formatNumber(run.messages)],
          [t('manage.retention.ever'), formatNumber(kept.deleted_messages)],
        ]}
      />
    </Card>
  );
}

function textOf(days: number | null): string {
  return days === null ? '' : String(days);
}
