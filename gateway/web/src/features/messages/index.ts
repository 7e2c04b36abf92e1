/** A conversation's messages, and what other views of messages are made of. */
export { lastOwn } from './actions';
export { AttachmentView } from './AttachmentView';
export { beginEdit, editsIn, leftOpen } from './edits';
export { attachmentsIn } from './foreign';
export { instantOf, placingOf } from './grouping';
export { isPending, itemsOf, keyOf, type Item } from './items';
export { MessagePane, type MessagePaneProps } from './MessagePane';
export { PendingRow } from './PendingRow';
export type { Place } from './place';
export { Row } from './Row';
export { Text } from './Text';
export { useAnnouncements } from './useAnnouncements';
export { useEdited } from './useEdited';
export { useRowFocus } from './useRowFocus';
