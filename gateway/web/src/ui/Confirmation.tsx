import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../text';
import { Button } from './Button';
import { Dialog } from './Dialog';

export interface Question {
  title: string;
  text: ComponentChildren;
  /** What the button says that agrees. */
  confirm: string;
  cancel?: string | undefined;
  /** What is agreed to destroys something. */
  danger?: boolean | undefined;
}

const asked = signal<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** Asks, and resolves to whether it was agreed to. A question that is still open is answered with no. */
export function confirm(question: Question): Promise<boolean> {
  dismissQuestion();
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (yes) => {
        asked.value = null;
        resolve(yes);
      },
    };
  });
}

/** Answers an open question with no. */
export function dismissQuestion(): void {
  asked.value?.answer(false);
}

/** Stands once in the page, and shows what `confirm` asks. */
export function Confirmations() {
  const question = asked.value;
  if (!question) return null;
  const { title, text, confirm, cancel, danger, answer } = question;
  return (
    <Dialog
      open
      size="small"
      title={title}
      onClose={() => answer(false)}
      footer={
        <>
          <Button onClick={() => answer(false)}>{cancel ?? t('ui.cancel')}</Button>
          <Button variant={danger ? 'danger' : 'primary'} onClick={() => answer(true)}>
            {confirm}
          </Button>
        </>
      }
    >
      {text}
    </Dialog>
  );
}
