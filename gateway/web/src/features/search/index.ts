/** Searching messages. To be fetched when it is first wanted. */
export { SearchPane, type SearchPaneProps } from './SearchPane';
