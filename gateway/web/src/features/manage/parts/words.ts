import { t, type TextKey } from '../../../text';

/** What a code of /admin means and what to do, in the reader's language; undefined for codes that are not of /admin alone. */
export function adminWords(code: string): string | undefined {
  const key = words[code];
  return key && t(key);
}

const words: Readonly<Record<string, PlainKey | undefined>> = {
  invalid_arguments: 'manage.error.invalidArguments',
  team_not_found: 'manage.error.teamNotFound',
  user_not_found: 'manage.error.userNotFound',
  email_taken: 'manage.error.emailTaken',
  username_taken: 'manage.error.usernameTaken',
  domain_taken: 'manage.error.domainTaken',
  user_disabled: 'manage.error.userDisabled',
  cant_deactivate_self: 'manage.error.cantDeactivateSelf',
  token_not_found: 'manage.error.tokenNotFound',
  job_not_found: 'manage.error.jobNotFound',
  job_is_over: 'manage.error.jobIsOver',
  job_not_failed: 'manage.error.jobNotFailed',
  worker_lost: 'manage.error.workerLost',
  invalid_archive: 'manage.error.invalidArchive',
  unsafe_archive: 'manage.error.unsafeArchive',
  invalid_export: 'manage.error.invalidExport',
  upload_not_found: 'manage.error.uploadNotFound',
  request_too_large: 'manage.error.requestTooLarge',
  channel_not_found: 'manage.error.channelNotFound',
  shard_not_found: 'manage.error.shardNotFound',
  shard_not_active: 'manage.error.shardNotActive',
  shard_not_drained: 'manage.error.shardNotDrained',
  shard_not_empty: 'manage.error.shardNotEmpty',
  no_other_shard: 'manage.error.noOtherShard',
  nothing_to_split: 'manage.error.nothingToSplit',
  takeover_refused: 'manage.error.takeoverRefused',
  rejoin_refused: 'manage.error.rejoinRefused',
  failback_refused: 'manage.error.failbackRefused',
  move_under_way: 'manage.error.moveUnderWay',
  move_is_over: 'manage.error.moveIsOver',
  compare_refused: 'manage.error.compareRefused',
  compare_under_way: 'manage.error.compareUnderWay',
  comparison_is_over: 'manage.error.comparisonIsOver',
};

/** Keys of texts without values. */
type PlainKey = Extract<TextKey, `manage.error.${string}`>;
