/** Channels: the header above the messages, and what is done with channels. */
import { lazily } from '../lazily';

export { ChannelHeader } from './ChannelHeader';
export { iconOf, titleOf } from './title';

export const BrowseDialog = lazily(() => import('./BrowseDialog').then((m) => m.BrowseDialog));
export const CreateDialog = lazily(() => import('./CreateDialog').then((m) => m.CreateDialog));
export const DetailsPane = lazily(() => import('./DetailsPane').then((m) => m.DetailsPane));
export const EditDialog = lazily(() => import('./EditDialog').then((m) => m.EditDialog));
export const InviteDialog = lazily(() => import('./InviteDialog').then((m) => m.InviteDialog));
