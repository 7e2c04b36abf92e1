/** The end of a session, for whatever keeps something of it outside of the state: the next one who signs in here may be somebody else. */
export interface SessionEnd {
  /** Who signed out wants everything forgotten; who was thrown out finds drafts and the like again. */
  signedOut: boolean;
}

type Forget = (end: SessionEnd) => void;

const owners = new Set<Forget>();

/** Calls an owner at every end of a session, before the page shows it. Returns what ends that. */
export function onSessionEnd(forget: Forget): () => void {
  owners.add(forget);
  return () => void owners.delete(forget);
}

/** An owner that fails keeps no other from forgetting. */
export function tellSessionEnd(end: SessionEnd): void {
  for (const forget of owners) {
    try {
      forget(end);
    } catch (error) {
      console.error('Something of the last session may still be kept.', error);
    }
  }
}
