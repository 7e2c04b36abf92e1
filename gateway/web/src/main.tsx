/** Puts the parts together: the socket to the store, the store to the page. */
import { render } from 'preact';
import { Connection, systemClock, type SocketLike } from './connection';
import { App } from './features/frame';
import { startRouter } from './router';
import { flushAllRead, onSessionEnd, startSession, wire } from './store';
import { connect } from './store/actions/connect';
import { startKeeping } from './store/keeping';
import { sink } from './store/sink';
import { startSpeaking } from './text';
import { clearToasts, dismissQuestion } from './ui';

/** A page that is not seen is not drawn, but its state goes on. */
const UNSEEN_FRAME_MS = 250;

const connection = new Connection({
  connect,
  open: url => new WebSocket(url) as SocketLike,
  clock: systemClock,
  random: Math.random,
  sink,
});

/** The next frame, or a little later where there are none. */
function nextFrame(run: () => void): void {
  let done = false;
  const once = () => {
    if (done)
      return;
    done = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    run();
  };
  const timer = setTimeout(once, UNSEEN_FRAME_MS);
  const frame = requestAnimationFrame(once);
}

function watchPage(): void {
  addEventListener('online', () => connection.hint('online'));
  addEventListener('offline', () => connection.hint('offline'));
  addEventListener('pagehide', flushAllRead);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible')
      connection.hint('visible');
    else
      flushAllRead();
  });
}

wire({ socket: connection, nextFrame });
startRouter();
onSessionEnd(clearToasts);
onSessionEnd(dismissQuestion);
startKeeping();
watchPage();
void startSession();
void startSpeaking().then(() => render(<App />, document.getElementById('app')!));
