/** A random id, 128 bits in hex. `crypto.randomUUID` is there on https alone, and a server in a local network may be reached by plain http. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
