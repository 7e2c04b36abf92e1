const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

/** The address as a browser would take it, if it is of a kind that does nothing but lead somewhere; else undefined. */
export function safeHref(address: string): string | undefined {
  try {
    const url = new URL(address);
    return ALLOWED.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
