/** As deep as blocks may lie in one another, and as many as are looked at: they come from bots and imports. */
const MaxDepth = 12;
const MaxPieces = 500;

/** The text of a message that has blocks and no text of its own: paragraphs of mrkdwn, as far as they can be read. */
export function textOfBlocks(blocks: readonly unknown[] | undefined): string {
  const pieces: string[] = [];
  for (const block of blocks ?? []) {
    const line: string[] = [];
    collect(block, line, 0);
    if (line.length > 0) pieces.push(line.join(' '));
    if (pieces.length >= MaxPieces) break;
  }
  return pieces.join('\n');
}

function collect(value: unknown, into: string[], depth: number): void {
  if (depth > MaxDepth || into.length >= MaxPieces || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into, depth + 1);
    return;
  }
  const { text, alt_text: alt, fields, elements, type, user_id: user, url, name } = value as Record<string, unknown>;
  if (type === 'user' && typeof user === 'string') into.push(`<@${user}>`);
  else if (type === 'emoji' && typeof name === 'string') into.push(`:${name}:`);
  else if (type === 'link' && typeof url === 'string') into.push(`<${url}>`);
  else if (typeof text === 'string') into.push(text);
  else collect(text, into, depth + 1);
  if (typeof alt === 'string') into.push(alt);
  collect(fields, into, depth + 1);
  collect(elements, into, depth + 1);
}
