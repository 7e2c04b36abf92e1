/** The calls of /admin that a team's admins use. All fail with ApiError: the problem's `code` and `detail`, and `errors` by field. */
import { admin, upload, type UploadOptions } from '../../api';
import type {
  Invitation, IssuedToken, Job, JobFilter, JobList, Member, MemberPage, NewExport, NewMember, PreviewSettings, Retention, RetentionSettings, TokenInfo,
} from './bodies';

export function listMembers(team: string, cursor: string, limit: number, signal?: AbortSignal): Promise<MemberPage> {
  return admin('GET', `/admin/teams/${team}/users${query({ cursor, limit })}`, undefined, signal);
}

export function createMember(team: string, member: NewMember): Promise<IssuedToken> {
  return admin('POST', `/admin/teams/${team}/users`, member);
}

export async function invite(team: string, email: string, name?: string): Promise<Invitation> {
  const body = name ? { email, name } : { email };
  return (await admin<{ invitation: Invitation }>('POST', `/admin/teams/${team}/invitations`, body)).invitation;
}

export async function deactivate(team: string, user: string): Promise<Member> {
  return (await admin<{ user: Member }>('POST', `/admin/teams/${team}/users/${user}/deactivate`)).user;
}

export async function reactivate(team: string, user: string): Promise<Member> {
  return (await admin<{ user: Member }>('POST', `/admin/teams/${team}/users/${user}/reactivate`)).user;
}

export async function setAdmin(team: string, user: string, isAdmin: boolean): Promise<Member> {
  return (await admin<{ user: Member }>('PATCH', `/admin/teams/${team}/users/${user}`, { is_admin: isAdmin })).user;
}

export async function listTokens(team: string, user: string): Promise<readonly TokenInfo[]> {
  return (await admin<{ tokens: TokenInfo[] }>('GET', `/admin/teams/${team}/users/${user}/tokens`)).tokens;
}

export function issueToken(team: string, user: string): Promise<IssuedToken> {
  return admin('POST', `/admin/teams/${team}/users/${user}/tokens`);
}

/** One token by its key, or all. */
export async function revokeTokens(team: string, user: string, key?: string): Promise<number> {
  const path = `/admin/teams/${team}/users/${user}/tokens${key === undefined ? '' : `/${encodeURIComponent(key)}`}`;
  return (await admin<{ revoked: number }>('DELETE', path)).revoked;
}

export function getPreviews(team: string, signal?: AbortSignal): Promise<PreviewSettings> {
  return admin('GET', `/admin/teams/${team}/previews`, undefined, signal);
}

export function setPreviews(team: string, settings: PreviewSettings): Promise<PreviewSettings> {
  return admin('PUT', `/admin/teams/${team}/previews`, settings);
}

export function getRetention(team: string, signal?: AbortSignal): Promise<Retention> {
  return admin('GET', `/admin/teams/${team}/retention`, undefined, signal);
}

export function setRetention(team: string, settings: RetentionSettings): Promise<Retention> {
  return admin('PUT', `/admin/teams/${team}/retention`, settings);
}

/** Sends a Slack export's zip; the answer is the job that imports it. */
export async function uploadImport(team: string, file: File, options: UploadOptions): Promise<Job> {
  return (await upload<{ job: Job }>(`/admin/teams/${team}/imports`, file, { ...options, type: 'application/zip' })).job;
}

export async function startExport(team: string, request: NewExport): Promise<Job> {
  return (await admin<{ job: Job }>('POST', `/admin/teams/${team}/exports`, request)).job;
}

/** Those under way first, then the newest. */
export function listJobs(filter: JobFilter, signal?: AbortSignal): Promise<JobList> {
  return admin('GET', `/admin/jobs${query({ ...filter })}`, undefined, signal);
}

export async function getJob(id: string, signal?: AbortSignal): Promise<Job> {
  return (await admin<{ job: Job }>('GET', `/admin/jobs/${id}`, undefined, signal)).job;
}

export async function cancelJob(id: string): Promise<Job> {
  return (await admin<{ job: Job }>('DELETE', `/admin/jobs/${id}`)).job;
}

export async function rerunJob(id: string): Promise<Job> {
  return (await admin<{ job: Job }>('POST', `/admin/jobs/${id}/rerun`)).job;
}

/** Where the archive of an export that is done can be had. */
export function fileOf(job: string): string {
  return `/admin/jobs/${job}/file`;
}

export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text && `?${text}`;
}
