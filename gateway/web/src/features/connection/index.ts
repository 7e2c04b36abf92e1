/** How the connection is, for people. */
export { ConnectionBanner } from './ConnectionBanner';
