/** Days as somebody types them: nothing is null, for ever; undefined: that is no number of days. */
export function daysIn(text: string): number | null | undefined {
  const typed = text.trim();
  if (typed === '') return null;
  const days = Number(typed);
  return /^\d+$/.test(typed) && days >= 1 && days <= 36_500 ? days : undefined;
}

/** Whether somebody who kept so much keeps less now. */
export function isShorter(days: number | null, before: number | null): boolean {
  return days !== null && (before === null || days < before);
}
