export { SearchPane, type SearchPaneProps } from './SearchPane';
