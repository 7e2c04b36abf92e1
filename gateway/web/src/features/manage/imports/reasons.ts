import { isText, t, type TextKey } from '../../../text';

/** Why an element of the archive was left out; a reason that this client does not know is shown as it is called. */
export function skipText(reason: string): string {
  return textOf('manage.skip.', reason);
}

/** What had to be decided where the export and the team do not fit. */
export function conflictText(kind: string): string {
  return textOf('manage.conflict.', kind);
}

type ReasonKey = Extract<TextKey, `manage.skip.${string}` | `manage.conflict.${string}`>;

function textOf(prefix: string, name: string): string {
  const key = prefix + name;
  return isText(key) ? t(key as ReasonKey) : name;
}
