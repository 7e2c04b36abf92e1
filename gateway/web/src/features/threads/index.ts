/** Threads: what their roots tell of them, and the pane beside the channel. */
export { ThreadPane, type ThreadPaneProps } from './ThreadPane';
export { ThreadSummary } from './ThreadSummary';
