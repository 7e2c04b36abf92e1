import { signal } from '@preact/signals';
import { admin } from '../../api';
import { onSessionEnd, signIn } from '../../store';

export interface NewTeam {
  name: string;
  domain: string;
  admin: { name: string; email: string; password: string };
}

/** What is kept of it: enough to sign in by hand, and never the password. */
export interface CreatedTeam {
  domain: string;
  email: string;
}

/** The team that this window has just made; its first admin is told what to do next, and nobody who signs in later. */
export const created = signal<CreatedTeam | null>(null);

onSessionEnd(() => void (created.value = null));

/**
 * Creates the team and signs its first admin in. Errors: ApiError of either; `created` says which: it is set as soon as the team is there.
 */
export async function createTeam(team: NewTeam): Promise<void> {
  await admin('POST', '/admin/teams', team);
  created.value = { domain: team.domain, email: team.admin.email };
  await signIn(team.domain, team.admin.email, team.admin.password);
}

/** A short name out of a team's name, to begin with: `Ärzte & Söhne` gives `arzte-sohne`. */
export function domainOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '');
}
