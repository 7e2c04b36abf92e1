import { problemOf } from './admin';
import { ApiError } from './error';
import { OWN_HEADER } from './request';

export interface UploadOptions {
  /** Bytes sent of bytes in all. */
  onProgress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
  /** The body's type; by default the file's, else a zip's. */
  type?: string;
}

/** Posts a file as the body and says how far it is: fetch cannot, XMLHttpRequest can. Errors: ApiError as `admin`. */
export function upload<T>(path: string, file: Blob, options: UploadOptions = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader(OWN_HEADER, '1');
    request.setRequestHeader('Content-Type', options.type ?? (file.type || 'application/zip'));
    request.upload.onprogress = event => options.onProgress?.(event.loaded, event.lengthComputable ? event.total : file.size);
    request.onload = () => finish(request, resolve, reject);
    request.onerror = () => reject(new ApiError('network_error', 0));
    request.onabort = () => reject(new ApiError('aborted', 0));
    options.signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function finish<T>(request: XMLHttpRequest, resolve: (answer: T) => void, reject: (error: ApiError) => void): void {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(request.responseText) as Record<string, unknown>;
  } catch {
    reject(new ApiError('invalid_answer', request.status));
    return;
  }
  if (request.status >= 200 && request.status < 300)
    resolve(body as T);
  else
    reject(problemOf(body, request.status, request.getResponseHeader('Retry-After')));
}
