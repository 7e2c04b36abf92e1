/** The calls of /admin that operators alone may make. All fail with ApiError: the problem's `code` and `detail`, and `errors` by field. */
import { admin, ApiError } from '../../api';
import { query } from '../manage';
import type {
  Comparison, CreatedTeam, Move, NewTeam, Pair, ProposalList, Shard, ShardChange, ShardList, Side, Team, TeamPage, TeamShard,
} from './bodies';

export function listTeams(cursor: string, limit: number, signal?: AbortSignal): Promise<TeamPage> {
  return admin('GET', `/admin/teams${query({ cursor, limit })}`, undefined, signal);
}

export async function getTeam(team: string, signal?: AbortSignal): Promise<Team> {
  return (await admin<{ team: Team }>('GET', `/admin/teams/${team}`, undefined, signal)).team;
}

export function createTeam(team: NewTeam): Promise<CreatedTeam> {
  return admin('POST', '/admin/teams', team);
}

export function getTeamShard(team: string, signal?: AbortSignal): Promise<TeamShard> {
  return admin('GET', `/admin/teams/${team}/shard`, undefined, signal);
}

export function listShards(signal?: AbortSignal): Promise<ShardList> {
  return admin('GET', '/admin/shards', undefined, signal);
}

export async function changeShard(shard: string, change: ShardChange): Promise<Shard> {
  return (await admin<{ shard: Shard }>('PATCH', shardPath(shard), change)).shard;
}

export async function removeShard(shard: string): Promise<Shard> {
  return (await admin<{ shard: Shard }>('DELETE', shardPath(shard))).shard;
}

/** Begins to move what best halves a shard; no targets: to all other active shards. */
export async function splitShard(shard: string, targets: readonly string[]): Promise<readonly Move[]> {
  return (await admin<{ jobs: Move[] }>('POST', `${shardPath(shard)}/split`, targets.length ? { shard: targets } : {})).jobs;
}

export function listProposals(signal?: AbortSignal): Promise<ProposalList> {
  return admin('GET', '/admin/shards/proposals', undefined, signal);
}

export function getPair(shard: string, signal?: AbortSignal): Promise<Pair> {
  return admin('GET', `${shardPath(shard)}/pair`, undefined, signal);
}

export function takeOver(shard: string, survivor: Side): Promise<Pair> {
  return admin('POST', `${shardPath(shard)}/pair/takeover${query({ survivor })}`);
}

export function rejoin(shard: string): Promise<Pair> {
  return admin('POST', `${shardPath(shard)}/pair/rejoin`);
}

export function failBack(shard: string): Promise<Pair> {
  return admin('POST', `${shardPath(shard)}/pair/failback`);
}

/** The comparison that is under way, or the last one; null: there was none yet. */
export async function getComparison(shard: string, signal?: AbortSignal): Promise<Comparison | null> {
  try {
    return (await admin<{ job: Comparison }>('GET', `${shardPath(shard)}/compare`, undefined, signal)).job;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'comparison_not_found') return null;
    throw error;
  }
}

export async function compare(shard: string, body: { team?: string; repair?: boolean }): Promise<Comparison> {
  return (await admin<{ job: Comparison }>('POST', `${shardPath(shard)}/compare`, body)).job;
}

export async function cancelComparison(shard: string): Promise<Comparison> {
  return (await admin<{ job: Comparison }>('DELETE', `${shardPath(shard)}/compare`)).job;
}

/** Those under way, then those that ended last. */
export async function listMoves(signal?: AbortSignal): Promise<readonly Move[]> {
  return (await admin<{ jobs: Move[] }>('GET', '/admin/moves', undefined, signal)).jobs;
}

/** A team's move if it is under way or has ended lately; null else. */
export async function findMove(team: string, signal?: AbortSignal): Promise<Move | null> {
  return (await listMoves(signal)).find((move) => move.team === team) ?? null;
}

export async function startMove(team: string, shard: string): Promise<Move> {
  return (await admin<{ job: Move }>('POST', `/admin/teams/${team}/move`, { shard })).job;
}

export async function cancelMove(team: string): Promise<Move> {
  return (await admin<{ job: Move }>('DELETE', `/admin/teams/${team}/move`)).job;
}

function shardPath(shard: string): string {
  return `/admin/shards/${encodeURIComponent(shard)}`;
}
