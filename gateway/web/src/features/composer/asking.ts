import { onSessionEnd, searchUsers } from '../../store';
import { toMrkdwn, type Typed } from './sequences';
import { names } from './words';

/** Sending waits no longer for the server to say who is meant, in milliseconds; then the text goes as it was typed. */
const Longest = 1000;

/** More names of one text are not asked for. */
const MostAsked = 8;

/** As many as the server finds at once: whoever has just this name is among them. */
const MostFound = 50;

/** A name that nobody has is not asked for again so soon, in milliseconds. */
const Forgotten = 5 * 60_000;

/** When it was learned of a name that nobody has it. */
const nobodys = new Map<string, number>();
onSessionEnd(() => nobodys.clear());

/** Makes known whom `@names` mean that were typed by hand, as far as they are not known and the server can be asked in time. Never fails. */
export async function askForNames(typed: Typed): Promise<void> {
  const asked = unknownIn(typed).slice(0, MostAsked);
  if (asked.length === 0) return;
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, Longest)));
  await Promise.race([Promise.all(asked.map((name) => ask(name, abort.signal))), late]);
  clearTimeout(timer);
  abort.abort();
}

async function ask(name: string, signal: AbortSignal): Promise<void> {
  try {
    await searchUsers(name, MostFound, signal);
    if (names.user(name) === null) nobodys.set(name, Date.now());
  } catch {
    // It goes out as it was typed.
  }
}

/** The names in a text, outside of code, that are neither known nor known to be nobody's. */
function unknownIn(typed: Typed): string[] {
  const unknown = new Set<string>();
  toMrkdwn(typed, {
    user(name) {
      if (names.user(name) === null && !isNobodys(name)) unknown.add(name);
      return null;
    },
    channel: () => null,
  });
  return [...unknown];
}

function isNobodys(name: string): boolean {
  const since = nobodys.get(name);
  if (since !== undefined && Date.now() - since > Forgotten) nobodys.delete(name);
  return nobodys.has(name);
}
