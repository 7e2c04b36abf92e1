import { t, type TextKey } from '../../../text';
import { manage } from '../../../text/manage';

const prefix = 'manage.error.';

/** What a code of /admin means and what to do, in the reader's language; undefined for codes that are not of /admin alone. */
export function adminWords(code: string): string | undefined {
  const key = prefix + code;
  return key in manage.en ? t(key as Extract<TextKey, `manage.error.${string}`>) : undefined;
}
