import { useState } from 'preact/hooks';
import { enterAsOperator } from '../../store';
import { t } from '../../text';
import { Button, TextField } from '../../ui';
import { Card, Page, Problem, useAction } from '../manage';

/** Asks for the operator key, which opens these pages for some hours. */
export function OperatorSignIn() {
  const [key, setKey] = useState('');
  const action = useAction();
  const isWrong = action.error?.code === 'invalid_auth';

  return (
    <Page title={t('operate.signIn')} lead={t('operate.signInLead')}>
      <Card>
        <form
          class="stack operate-narrow"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (key.trim()) void action.run(() => enterAsOperator(key.trim()));
          }}
        >
          <Problem error={isWrong ? undefined : action.error} />
          <TextField
            type="password"
            label={t('operate.key')}
            hint={t('operate.keyHint')}
            error={isWrong ? t('operate.keyWrong') : undefined}
            value={key}
            onValue={setKey}
            required
            autoComplete="off"
          />
          <div class="row">
            <Button variant="primary" type="submit" busy={action.busy}>
              {t('operate.enter')}
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  );
}
