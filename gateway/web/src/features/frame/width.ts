import { useEffect, useState } from 'preact/hooks';

/** What stands beside the messages lies over them; as frame.css has it. */
export const Over = '(max-width: 64rem)';

/** There it leaves nothing of them to be seen. */
export const Covered = '(max-width: 26rem)';

/** Whether the window is so at this moment. */
export function isWindow(query: string): boolean {
  return matchMedia(query).matches;
}

/** The same, followed. */
export function useWindow(query: string): boolean {
  const [matches, setMatches] = useState(() => isWindow(query));
  useEffect(() => {
    const media = matchMedia(query);
    const note = () => setMatches(media.matches);
    note();
    media.addEventListener('change', note);
    return () => media.removeEventListener('change', note);
  }, [query]);
  return matches;
}
