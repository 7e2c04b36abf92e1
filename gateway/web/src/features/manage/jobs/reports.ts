/** What an import did (gateway's job report of kind import): counts of everything, and the first lines of each kind. */
export interface ImportReport {
  readonly imported: {
    readonly users: number;
    readonly users_matched: number;
    readonly users_placeholder: number;
    readonly channels: number;
    readonly messages: number;
    readonly replies: number;
    readonly reactions: number;
    readonly roots_placeholder: number;
    readonly subtypes: Readonly<Record<string, number>>;
  };
  readonly skipped: Readonly<Record<string, number>>;
  readonly skipped_items: readonly SkippedItem[];
  readonly conflicts: Readonly<Record<string, number>>;
  readonly conflict_items: readonly ConflictItem[];
  readonly entries_ignored: number;
  readonly entries_ignored_first: readonly string[];
}

/** An element of the archive that was left out; `position` counts from 0. */
export interface SkippedItem {
  readonly reason: string;
  readonly entry: string;
  readonly position: number;
}

export interface ConflictItem {
  readonly kind: string;
  readonly what: string;
}

/** What an export holds; `expires` in seconds since 1970. `url` is left out for those who may not have the archive. */
export interface ExportReport {
  readonly users: number;
  readonly channels: number;
  readonly messages: number;
  readonly days: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly operator_only: boolean;
  readonly url?: string;
  readonly expires: number;
}

/** `skipped` and `conflicts` together say how many lines there are, of which the lists hold the first. */
export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** A job's error is `code: sentence`, or a sentence alone. */
export function errorOf(text: string): { readonly code: string | null; readonly sentence: string } {
  const found = /^([a-z_]+): (.+)$/s.exec(text);
  return found ? { code: found[1] ?? null, sentence: found[2] ?? '' } : { code: null, sentence: text };
}
