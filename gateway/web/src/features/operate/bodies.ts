/** What /admin shows operators (gateway/Admin). Times in seconds since 1970; sizes in bytes; what a server did not tell is left out. */

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly created: number;
  readonly shard: string;
}

export interface TeamPage {
  readonly teams: readonly Team[];
  readonly next_cursor: string;
}

export interface NewTeam {
  readonly name: string;
  readonly domain: string;
  readonly admin: { readonly name: string; readonly email: string; readonly password: string };
}

/** `token` is the first admin's, shown this once; `url` is where its people sign in. */
export interface CreatedTeam {
  readonly team: Team;
  readonly user: { readonly id: string };
  readonly token: string;
  readonly url: string;
}

/** Over about the last minute. */
export interface WriteRate {
  readonly changes_per_second: number;
  readonly bytes_per_second: number;
}

export type Directory = 'ok' | 'away';

export interface TeamShard {
  readonly team_id: string;
  readonly shard: string;
  readonly side: string;
  readonly owner_epoch?: number;
  readonly owner_state?: string;
  readonly tables: readonly TeamTable[];
  readonly write_rate: WriteRate;
  readonly directory: Directory;
  readonly silent_silos: number;
}

export interface TeamTable {
  readonly name: string;
  readonly rows?: number;
  readonly estimated_bytes?: number;
}

export type ShardState = 'active' | 'draining' | 'full' | 'removed';

export interface Shard {
  readonly name: string;
  readonly state?: ShardState;
  readonly weight?: number;
  readonly sync_state: string;
  readonly epoch: number;
  readonly even: ServedTeams;
  readonly odd: ServedTeams;
  readonly teams?: number;
  readonly estimated_rows?: number;
  readonly estimated_bytes?: number;
  readonly write_rate: WriteRate;
  readonly draining?: { readonly teams_left: number; readonly moves: number };
  readonly drained?: boolean;
}

/** `side` is the server that serves them: A or B. */
export interface ServedTeams {
  readonly side: string;
  readonly teams?: number;
}

export interface ShardList {
  readonly shards: readonly Shard[];
  readonly directory: Directory;
  readonly silent_silos: number;
}

export interface ShardChange {
  readonly state?: ShardState;
  readonly weight?: number;
}

export interface ProposalList {
  readonly automatic: 'off' | 'propose' | 'on';
  readonly proposals: readonly Proposal[];
  readonly looked?: number;
  readonly incomplete?: string;
}

export interface Proposal {
  readonly shard: string;
  readonly changes_per_second: number;
  readonly hot_changes_per_second: number;
  readonly hot_for_seconds: number;
  readonly moves: readonly ProposedMove[];
  readonly estimated_bytes?: number;
  readonly hot_bytes?: number;
  readonly reason?: string;
}

export interface ProposedMove {
  readonly team: string;
  readonly to: string;
  readonly changes_per_second: number;
}

export type Side = 'A' | 'B';

export interface Pair {
  readonly shard: string;
  readonly state: string;
  readonly serving_even: string;
  readonly serving_odd: string;
  readonly epoch: number;
  readonly a: PairServer;
  readonly b: PairServer;
  readonly alarm?: string;
  readonly held_ms?: number;
}

export interface PairServer {
  readonly answers: boolean;
  readonly serves: boolean;
  readonly receives: boolean;
  readonly waits_for_acks: boolean;
  readonly seconds_behind?: number;
  readonly position?: string;
}

export type MoveState = 'queued' | 'running' | 'cancelling' | 'clearing' | 'done' | 'failed' | 'cancelled';

export interface Move {
  readonly id: string;
  readonly kind: 'move';
  readonly team: string;
  readonly from: string;
  readonly to: string;
  readonly state: MoveState;
  readonly progress: { readonly done: number; readonly total: number; readonly unit: string; readonly rate: number };
  readonly started: number;
  readonly ended?: number;
  readonly held_ms?: number;
  readonly error?: string;
}

export interface Comparison {
  readonly id: string;
  readonly kind: 'compare';
  readonly shard: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly repair: boolean;
  readonly progress: { readonly teams: number; readonly teams_total: number; readonly rows: number; readonly rows_per_second: number };
  readonly ranges: { readonly compared: number; readonly differed: number; readonly settled: number };
  readonly differences: readonly Difference[];
  readonly repaired: number;
  readonly started: number;
  readonly ended?: number;
  readonly team?: string;
  readonly alarm?: string;
  readonly error?: string;
}

export interface Difference {
  readonly table: string;
  readonly missing_at_a: number;
  readonly missing_at_b: number;
  readonly different: number;
  readonly repaired: number;
}
