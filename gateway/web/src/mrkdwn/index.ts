/** Slack's text markup: read into a tree, drawn, or made plain. What is typed is made into it by the composer. */
export { formatDate } from './dates';
export { decode } from './entities';
export { safeHref } from './hrefs';
export { ExternalLink, Mrkdwn, type MrkdwnProps, type Parts } from './Mrkdwn';
export type { ListItem, Node, Reading } from './nodes';
export { parse } from './parse';
export { plain, type Names } from './plain';
