namespace Chat.Errors;

/// <summary>The closed list of error codes. Slack's where Slack has one.</summary>
public static class ErrorCodes
{
    // Authentication
    public const string NotAuthed = "not_authed";
    public const string InvalidAuth = "invalid_auth";
    public const string TokenRevoked = "token_revoked";
    public const string AccountInactive = "account_inactive";
    public const string NotAllowedTokenType = "not_allowed_token_type";
    public const string NotAuthorized = "not_authorized";
    public const string InvalidCredentials = "invalid_credentials";
    public const string NoOperatorKey = "no_operator_key";
    public const string OperatorsElsewhere = "operators_elsewhere";

    // Requests
    public const string UnknownMethod = "unknown_method";
    public const string InvalidArguments = "invalid_arguments";
    public const string InvalidArgName = "invalid_arg_name";
    public const string InvalidJson = "invalid_json";
    public const string JsonNotObject = "json_not_object";
    public const string InvalidFormData = "invalid_form_data";
    public const string InvalidPostType = "invalid_post_type";
    public const string InvalidCharset = "invalid_charset";
    public const string InvalidCursor = "invalid_cursor";
    public const string InvalidLimit = "invalid_limit";
    public const string RequestTooLarge = "request_too_large";
    public const string RateLimited = "ratelimited";
    public const string RequestTimeout = "request_timeout";
    public const string ServiceUnavailable = "service_unavailable";
    public const string InternalError = "internal_error";

    // Channels
    public const string ChannelNotFound = "channel_not_found";
    public const string NotInChannel = "not_in_channel";
    public const string IsArchived = "is_archived";
    public const string NotArchived = "not_archived";
    public const string AlreadyArchived = "already_archived";
    public const string AlreadyInChannel = "already_in_channel";
    public const string NameTaken = "name_taken";
    public const string InvalidNameRequired = "invalid_name_required";
    public const string InvalidNameMaxLength = "invalid_name_maxlength";
    public const string InvalidNameSpecials = "invalid_name_specials";
    public const string InvalidNamePunctuation = "invalid_name_punctuation";
    public const string InvalidName = "invalid_name";
    public const string MethodNotSupportedForChannelType = "method_not_supported_for_channel_type";
    public const string CantLeaveGeneral = "cant_leave_general";
    public const string CantArchiveGeneral = "cant_archive_general";
    public const string CantKickFromGeneral = "cant_kick_from_general";
    public const string CantKickSelf = "cant_kick_self";
    public const string CantInviteSelf = "cant_invite_self";
    public const string CantInvite = "cant_invite";
    public const string LastMember = "last_member";
    public const string NoUser = "no_user";
    public const string UserNotInChannel = "user_not_in_channel";
    public const string TooManyUsers = "too_many_users";
    public const string NotEnoughUsers = "not_enough_users";
    public const string UsersListNotSupplied = "users_list_not_supplied";
    public const string RestrictedAction = "restricted_action";
    public const string TooLong = "too_long";

    // Messages
    public const string NoText = "no_text";
    public const string MsgTooLong = "msg_too_long";
    public const string TooManyAttachments = "too_many_attachments";
    public const string InvalidAttachments = "invalid_attachments";
    public const string InvalidBlocks = "invalid_blocks";
    public const string MessageNotFound = "message_not_found";
    public const string ThreadNotFound = "thread_not_found";
    public const string CantUpdateMessage = "cant_update_message";
    public const string CantDeleteMessage = "cant_delete_message";
    public const string CannotUnfurlUrl = "cannot_unfurl_url";
    public const string CannotUnfurlMessage = "cannot_unfurl_message";
    public const string MissingUnfurls = "missing_unfurls";
    public const string InvalidTsOldest = "invalid_ts_oldest";
    public const string InvalidTsLatest = "invalid_ts_latest";
    public const string InvalidTimestamp = "invalid_timestamp";
    public const string BadTimestamp = "bad_timestamp";
    public const string NoItemSpecified = "no_item_specified";
    public const string AlreadyReacted = "already_reacted";
    public const string NoReaction = "no_reaction";
    public const string TooManyEmoji = "too_many_emoji";
    public const string TooManyReactions = "too_many_reactions";
    public const string NoQuery = "no_query";

    // Users and teams
    public const string UserNotFound = "user_not_found";
    public const string UserNotVisible = "user_not_visible";
    public const string UserDisabled = "user_disabled";
    public const string UsersNotFound = "users_not_found";
    public const string InvalidPresence = "invalid_presence";
    public const string InvalidProfile = "invalid_profile";
    public const string InvalidTimeZone = "invalid_time_zone";
    public const string InvalidEmail = "invalid_email";
    public const string EmailTaken = "email_taken";
    public const string UsernameTaken = "username_taken";
    public const string InvalidUsername = "invalid_username";
    public const string InvalidPassword = "invalid_password";
    public const string TeamNotFound = "team_not_found";
    public const string DomainTaken = "domain_taken";
    public const string InvalidDomain = "invalid_domain";
    public const string TokenNotFound = "token_not_found";
    public const string ShardNotFound = "shard_not_found";
    public const string ShardNotActive = "shard_not_active";
    public const string ShardNotDrained = "shard_not_drained";
    public const string ShardNotEmpty = "shard_not_empty";
    public const string NoOtherShard = "no_other_shard";
    public const string NothingToSplit = "nothing_to_split";
    public const string TakeoverRefused = "takeover_refused";
    public const string RejoinRefused = "rejoin_refused";
    public const string FailbackRefused = "failback_refused";
    public const string MoveNotFound = "move_not_found";
    public const string MoveUnderWay = "move_under_way";
    public const string MoveIsOver = "move_is_over";
    public const string CompareRefused = "compare_refused";
    public const string CompareUnderWay = "compare_under_way";
    public const string ComparisonNotFound = "comparison_not_found";
    public const string ComparisonIsOver = "comparison_is_over";
    public const string JobNotFound = "job_not_found";
    public const string WorkerLost = "worker_lost";
    public const string UnknownJobKind = "unknown_job_kind";
    public const string JobIsOver = "job_is_over";
    public const string JobNotFailed = "job_not_failed";
    public const string InvalidArchive = "invalid_archive";
    public const string UnsafeArchive = "unsafe_archive";
    public const string InvalidExport = "invalid_export";
    public const string UploadNotFound = "upload_not_found";
    public const string CantDeactivateSelf = "cant_deactivate_self";
    public const string CantRemoveLastAdmin = "cant_remove_last_admin";
    public const string InvalidInvitation = "invalid_invitation";

    // Do not disturb
    public const string MissingDuration = "missing_duration";
    public const string InvalidDuration = "invalid_duration";
    public const string SnoozeNotActive = "snooze_not_active";

    // Previews of links
    public const string InvalidUrl = "invalid_url";
    public const string UnfurlRefused = "unfurl_refused";
    public const string UnfurlFailed = "unfurl_failed";
    public const string UnfurlTimeout = "unfurl_timeout";
    public const string UnfurlBusy = "unfurl_busy";

    // Socket frames
    public const string TicketExpired = "Socket URL has expired";
}
