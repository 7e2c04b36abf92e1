/** The domain that somebody means who writes one, or pastes the address of a page; null if there is none. As the server keeps it: lower case, in ASCII. */
export function domainIn(text: string): string | null {
  const trimmed = text.trim().replace(/\.$/, '');
  if (!trimmed || /\s/.test(trimmed)) return null;
  try {
    const { hostname } = new URL(trimmed.includes('://') ? trimmed : `http://${trimmed}`);
    return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(hostname) ? hostname : null;
  } catch {
    return null;
  }
}
