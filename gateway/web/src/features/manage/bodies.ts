/** The bodies of /admin (gateway/Admin, Jobs, Transfer, Unfurling). Times in seconds since 1970 unless said otherwise. */
import type { ExportReport, ImportReport } from './jobs/reports';

export interface Member {
  readonly id: string;
  readonly team_id: string;
  readonly name: string;
  readonly real_name: string;
  readonly is_bot: boolean;
  readonly is_admin: boolean;
  readonly is_owner: boolean;
  readonly deleted: boolean;
  readonly created: number;
  readonly email?: string;
  readonly bot_id?: string;
  /** An import brought it, and nobody has signed in as it yet. */
  readonly unclaimed?: boolean;
}

/** `next_cursor` is empty on the last page. */
export interface MemberPage {
  readonly users: readonly Member[];
  readonly next_cursor: string;
}

export interface NewMember {
  readonly name: string;
  readonly email?: string;
  readonly real_name?: string;
  readonly password?: string;
  readonly is_admin?: boolean;
  readonly is_bot?: boolean;
}

/** `token` is shown this once; `key` names it without revealing it. */
export interface IssuedToken {
  readonly user: Member;
  readonly token: string;
  readonly key: string;
}

export interface TokenInfo {
  readonly key: string;
  readonly created: number;
  readonly revoked: boolean;
}

export interface Invitation {
  readonly url: string;
  readonly email: string;
  readonly expires: number;
  /** Whoever accepts becomes an admin, as the imported account is one. */
  readonly is_admin?: boolean;
}

export interface PreviewSettings {
  readonly enabled: boolean;
  readonly denied_domains: readonly string[];
}

/** Days after which something goes; null: never by age. */
export interface RetentionSettings {
  readonly messages_days: number | null;
  readonly direct_days: number | null;
  readonly events_days: number | null;
}

/** Times in seconds since 1970. */
export interface Retention extends RetentionSettings {
  /** null: a run is under way, or nothing goes by age. */
  readonly next_run: number | null;
  readonly deleted_messages: number;
  readonly last_run?: { readonly began: number; readonly ended?: number; readonly messages: number; readonly events: number; readonly error?: string };
}

export interface NewExport {
  readonly from?: string;
  readonly to?: string;
  readonly channels?: readonly string[];
  readonly include_private?: boolean;
  readonly include_direct?: boolean;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export const jobStates: readonly JobState[] = ['queued', 'running', 'done', 'failed', 'cancelled'];
export type JobKind = 'unfurl' | 'import' | 'export';
export const jobKinds: readonly JobKind[] = ['import', 'export', 'unfurl'];

/** `rate` is per second; `total` is 0 before it is known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly rate: number;
}

/** Deferred work, and how far it is. `error` is why the last attempt failed, as `code: sentence`. */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly team: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly created: number;
  readonly progress?: Progress;
  readonly ended?: number;
  readonly next_attempt?: number;
  readonly is_cancelling?: boolean;
  readonly error?: string;
  readonly report?: ImportReport | ExportReport | Readonly<Record<string, unknown>>;
}

/** `silent_shards` did not answer: their jobs are missing. */
export interface JobList {
  readonly jobs: readonly Job[];
  readonly silent_shards: readonly string[];
}

export interface JobFilter {
  readonly team?: string;
  readonly kind?: JobKind | '';
  readonly state?: JobState | '';
  readonly limit?: number;
}

export function isOver(job: Job): boolean {
  return job.state !== 'queued' && job.state !== 'running';
}
