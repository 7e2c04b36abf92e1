/** The socket: opened, watched, resumed. No DOM. */
export { delayBefore } from './backoff';
export { systemClock, type Clock, type Timer } from './clock';
export { Connection, type Hint, type LinkState, type Sink, type SocketLike, type Surroundings } from './connection';
