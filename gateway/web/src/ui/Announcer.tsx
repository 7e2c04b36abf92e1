import { signal } from '@preact/signals';

const pause = 1000;
const most = 5;

const said = signal<readonly [string, string]>(['', '']);
let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Has a screen reader say something when it is idle. What comes within a second is said together; of more than five texts the newest
 * are said, for whoever is spoken to cannot follow more.
 */
export function announce(text: string): void {
  waiting = [...waiting.filter((other) => other !== text), text].slice(-most);
  timer ??= setTimeout(say, pause / 10);
}

/** Stands once in the page. Two regions in turn, so that a text that is repeated is a change and read again. */
export function Announcer() {
  return (
    <>
      <div class="visually-hidden" role="status">
        {said.value[0]}
      </div>
      <div class="visually-hidden" role="status">
        {said.value[1]}
      </div>
    </>
  );
}

function say(): void {
  timer = undefined;
  if (waiting.length === 0) return;
  const text = waiting.join('\n');
  waiting = [];
  said.value = said.value[0] ? ['', text] : [text, ''];
  timer = setTimeout(say, pause);
}
