/** A team's administration: loaded when it is wanted. What operators see of a team is made of the same parts. */
export { Manage, Manage as default, Refusal } from './Manage';
export { Area, Card, Page } from './area/Area';
export { isOver, jobKinds, jobStates, type Job, type JobFilter, type JobKind, type JobList, type JobState, type Progress } from './bodies';
export { cancelJob, getJob, listJobs, query, rerunJob } from './calls';
export { Exports } from './exports/Exports';
export { Imports } from './imports/Imports';
export { JobCard } from './jobs/JobCard';
export { JobStateBadge } from './jobs/JobStateBadge';
export { useAction } from './live/useAction';
export { useLive, type Live } from './live/useLive';
export { Facts } from './parts/Facts';
export { Pager } from './parts/Pager';
export { usePages } from './parts/pages';
export { fieldError, Problem } from './parts/Problem';
export { Secret } from './parts/Secret';
