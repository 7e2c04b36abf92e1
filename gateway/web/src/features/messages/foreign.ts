import type { Attachment, AttachmentField, MessageFile } from '../../protocol';

/**
 * What bots and imports put on messages is JSON of their own making, which the server passes on. Here it is read member by member: what is not of
 * its type is left out, so that views may rely on the types.
 */

type Raw = Readonly<Record<string, unknown>>;

const Texts = [
  'fallback', 'color', 'pretext', 'author_name', 'author_link', 'author_icon', 'title', 'title_link', 'text', 'image_url', 'thumb_url',
  'footer', 'footer_icon', 'service_name', 'service_icon', 'from_url', 'original_url',
] as const;
const Numbers = ['id', 'image_width', 'image_height', 'thumb_width', 'thumb_height'] as const;
const FileTexts = ['id', 'name', 'title', 'mimetype', 'url_private', 'permalink'] as const;

export function attachmentsIn(value: unknown): readonly Attachment[] {
  return objectsIn(value).map(readAttachment);
}

export function filesIn(value: unknown): readonly MessageFile[] {
  return objectsIn(value).map((raw) => ({ ...texts(raw, FileTexts), ...numbers(raw, ['size'] as const) }));
}

function readAttachment(raw: Raw): Attachment {
  const read: Attachment = { ...texts(raw, Texts), ...numbers(raw, Numbers) };
  const fields = objectsIn(raw['fields']).map(readField);
  if (fields.length > 0) read.fields = fields;
  const seconds = Number(raw['ts']);
  // Beyond this there are no dates.
  if (raw['ts'] !== undefined && Math.abs(seconds) < 8.64e12) read.ts = seconds;
  return read;
}

function readField(raw: Raw): AttachmentField {
  return { ...texts(raw, ['title', 'value'] as const), short: raw['short'] === true };
}

function objectsIn(value: unknown): readonly Raw[] {
  return Array.isArray(value) ? value.filter((item): item is Raw => typeof item === 'object' && item !== null) : [];
}

function texts<K extends string>(raw: Raw, names: readonly K[]): { [N in K]?: string } {
  const read: { [N in K]?: string } = {};
  for (const name of names) {
    const value = raw[name];
    if (typeof value === 'string') read[name] = value;
    else if (typeof value === 'number') read[name] = String(value);
  }
  return read;
}

function numbers<K extends string>(raw: Raw, names: readonly K[]): { [N in K]?: number } {
  const read: { [N in K]?: number } = {};
  for (const name of names) {
    const value = raw[name];
    if (typeof value === 'number' && Number.isFinite(value)) read[name] = value;
  }
  return read;
}
