/** A team's administration: loaded when it is wanted. What operators see of a team is made of the same parts. */

export { Manage, Manage as default, Refusal } from './Manage';
export { Area, Card, Page } from './area/Area';
export { isOver, jobKinds, jobStates, type Job, type JobKind, type JobState } from './bodies';
export { Bots } from './bots/Bots';
export { cancelJob, getJob, listJobs, query, rerunJob } from './calls';
export { ExportFile } from './exports/ExportFile';
export { Exports } from './exports/Exports';
export { ImportOutcome, Imports } from './imports/Imports';
export { JobCard, mayRerun } from './jobs/JobCard';
export { JobStateBadge } from './jobs/JobStateBadge';
export { progressText, shareOf } from './jobs/progress';
export { errorOf } from './jobs/reports';
export { useAction, type Action } from './live/useAction';
export { useList } from './live/useList';
export { useLive } from './live/useLive';
export { Members } from './members/Members';
export { Facts } from './parts/Facts';
export { Pager } from './parts/Pager';
export { usePages } from './parts/pages';
export { Previews } from './previews/Previews';
export { fieldError, Problem } from './parts/Problem';
export { Secret } from './parts/Secret';
