import type { Attachment } from '../../protocol';
import { wiring } from '../wiring';

/** What a link will look like; null: the page has nothing to show. Errors: ApiError with a code of docs/protocol.md, "Previews while typing". */
export async function previewLink(url: string): Promise<Attachment | null> {
  return (await wiring.socket.ask({ type: 'unfurl_preview', url })).attachment ?? null;
}
