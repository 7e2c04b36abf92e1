import { useState } from 'preact/hooks';
import { t } from '../../../text';
import { Button, Checkbox, TextField } from '../../../ui';
import { Card } from '../area/Area';
import type { Job, NewExport } from '../bodies';
import { startExport } from '../calls';
import { useAction } from '../live/useAction';
import { fieldError, Problem } from '../parts/Problem';
import { boundsOf, channelsIn, isBackwards } from './period';
import './exports.css';

interface ExportFormProps {
  team: string;
  isOperator: boolean;
  onJob: (job: Job) => void;
}

/** Asks what shall be exported, and begins. */
export function ExportForm({ team, isOperator, onJob }: ExportFormProps) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [channels, setChannels] = useState('');
  const [isPrivate, setIsPrivate] = useState(false);
  const [isDirect, setIsDirect] = useState(false);
  const action = useAction();
  const { error } = action;
  const backwards = isBackwards({ from, to });

  async function begin(): Promise<void> {
    if (backwards) return;
    const names = channelsIn(channels);
    const request: NewExport = {
      ...boundsOf({ from, to }),
      ...(names.length ? { channels: names } : {}),
      ...(isPrivate ? { include_private: true } : {}),
      ...(isDirect ? { include_direct: true } : {}),
    };
    await action.run(async () => onJob(await startExport(team, request)));
  }

  return (
    <Card title={t('manage.export.new')}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        <Problem error={error?.errors ? undefined : error} onDismiss={action.clear} />
        <div class="exports-period">
          <TextField type="date" label={t('manage.export.from')} hint={t('manage.export.fromHint')} value={from} onValue={setFrom} error={fieldError(error, 'from')} />
          <TextField
            type="date"
            label={t('manage.export.to')}
            hint={t('manage.export.toHint')}
            value={to}
            onValue={setTo}
            error={backwards ? t('manage.export.backwards') : fieldError(error, 'to')}
          />
        </div>
        <TextField label={t('manage.export.channels')} hint={t('manage.export.channelsHint')} value={channels} onValue={setChannels} autoComplete="off" error={fieldError(error, 'channels')} />
        {isOperator ? (
          <fieldset class="stack">
            <legend class="visually-hidden">{t('manage.export.include')}</legend>
            <Checkbox label={t('manage.export.private')} checked={isPrivate} onChecked={setIsPrivate} />
            <Checkbox label={t('manage.export.direct')} hint={t('manage.export.directHint')} checked={isDirect} onChecked={setIsDirect} />
          </fieldset>
        ) : (
          <p class="soft small">{t('manage.export.operatorsOnly')}</p>
        )}
        <div class="row">
          <Button variant="primary" type="submit" icon="download" busy={action.busy}>
            {t('manage.export.begin')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
