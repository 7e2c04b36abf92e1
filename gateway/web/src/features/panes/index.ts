/** What is open beside and in front of the messages. Any feature may open a pane or a dialog here; the frame shows them. */
export { currentChannel } from './current';
export { closeDialog, dialog, openDialog, type Dialog } from './dialog';
export { closeSide, drawer, openSide, side, type Side } from './side';
export { SidePane } from './SidePane';
