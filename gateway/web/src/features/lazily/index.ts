/** Parts of the page that are fetched when they are first shown. */
export { lazily } from './lazily';
