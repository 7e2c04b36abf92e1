import { useEffect, useState } from 'preact/hooks';

/** More than are in sight. */
const First = 60;

/** Drawn in less than a frame. */
const Step = 60;

/** How many rows of a long list are drawn: what is in sight at once and the others soon after, some a frame, so that one can write meanwhile. */
export function useGradually(count: number): number {
  const [drawn, draw] = useState(First);
  useEffect(() => {
    if (drawn >= count) return undefined;
    const timer = setTimeout(() => draw(drawn + Step));
    return () => clearTimeout(timer);
  }, [drawn, count]);
  return drawn;
}
