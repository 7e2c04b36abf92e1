import { isText, t, type TextKey } from '../../../text';

const prefix = 'manage.error.';
const fieldPrefix = 'manage.field.';

/** What a code of /admin means and what to do, in the reader's language; undefined for codes that are not of /admin alone. */
export function adminWords(code: string): string | undefined {
  const key = prefix + code;
  return isText(key) ? t(key as Extract<TextKey, `manage.error.${string}`>) : undefined;
}

/** What a field of a body holds, in the reader's language; undefined for fields that are not known. `admin.email` is an e-mail as `email` is. */
export function fieldWords(field: string): string | undefined {
  const key = fieldPrefix + field.slice(field.lastIndexOf('.') + 1);
  return isText(key) ? t(key as Extract<TextKey, `manage.field.${string}`>) : undefined;
}
