import type { ComponentChildren } from 'preact';
import type { ApiError } from '../../../api';
import { language, t } from '../../../text';
import { Banner, Button } from '../../../ui';
import { errorWords } from '../../errors';
import { adminWords, fieldWords } from './words';

interface ProblemProps {
  error: ApiError | undefined;
  onRetry?: () => void;
  onDismiss?: () => void;
}

/** Why something failed and what to do; nothing without an error. What is wrong with fields stands at the fields. */
export function Problem({ error, onRetry, onDismiss }: ProblemProps) {
  const words = error && wordsOf(error);
  if (!words) return null;
  const action: ComponentChildren = onRetry && (
    <Button size="small" onClick={onRetry}>
      {t('manage.retry')}
    </Button>
  );
  return (
    <Banner tone="danger" action={action} onDismiss={onDismiss}>
      {words.text}
      {words.detail && (
        <p lang="en" class="small">
          {words.detail}
        </p>
      )}
    </Banner>
  );
}

/** The server's sentence is the exactest, and English; readers of other languages get what the code means, and the sentence below it. */
function wordsOf(error: ApiError): { text: string; detail?: string } {
  if (error.detail && language.value === 'en') return { text: error.detail };
  const text = adminWords(error.code) ?? errorWords(error);
  return error.detail ? { text, detail: error.detail } : { text };
}

/** What is wrong with a field of the body that was sent: the server's own sentence, or for readers of other languages what the field holds. */
export function fieldError(error: ApiError | undefined, field: string): string | undefined {
  const advice = error?.errors?.[field]?.[0];
  return advice === undefined || language.value === 'en' ? advice : fieldWords(field) ?? advice;
}
