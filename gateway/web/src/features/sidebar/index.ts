/** The list of one's conversations. */
export { closeConversation } from './DirectRow';
export { byLatest, calling, directs, isDirect, joined, neighbour } from './lists';
export { Sidebar } from './Sidebar';
