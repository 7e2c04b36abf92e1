/**
 * The server's HTTP surface: `call` for Slack's methods, `admin` for /admin, `web` for the session's own routes, `upload` for files with progress.
 * All send the session's cookie and the header that makes it count; all fail with ApiError.
 */
export { admin, web, type HttpMethod } from './admin';
export { call, type Answer, type Arguments, type Call, type CallOptions } from './call';
export { ApiError } from './error';
export { upload, type UploadOptions } from './upload';
