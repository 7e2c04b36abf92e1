import { ApiError } from '../../api';
import { isText, t, type TextKey } from '../../text';

const prefix = 'frame.error.';

/** Codes that have a sentence of their own without values. */
type PlainKey = Exclude<Extract<TextKey, `frame.error.${string}`>, 'frame.error.ratelimited' | 'frame.error.other'>;

/** What a failure means and what to do about it, in the reader's language. */
export function errorWords(error: unknown): string {
  if (!(error instanceof ApiError)) return t('frame.error.other', { code: error instanceof Error ? error.name : 'error' });
  if (error.code === 'ratelimited') return t('frame.error.ratelimited', { count: error.retryAfter ?? 1 });
  return codeWords(error.code) ?? error.detail ?? t('frame.error.other', { code: error.code });
}

/** The sentence of a code; undefined when it has none. */
export function codeWords(code: string): string | undefined {
  const key = prefix + code;
  return code !== 'other' && code !== 'ratelimited' && isText(key) ? t(key as PlainKey) : undefined;
}
