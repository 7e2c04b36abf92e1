import { BrowseDialog, CreateDialog, EditDialog, InviteDialog } from '../channels';
import { closeDialog, dialog } from '../panes';
import { ProfileDialog, StatusDialog, WriteDialog } from '../people';
import { PreferencesDialog, ShortcutsDialog } from '../preferences';
import { SwitcherDialog } from '../switcher';

/** The dialog that is open. */
export function Dialogs() {
  const open = dialog.value;
  switch (open?.kind) {
    case 'switcher':
      return <SwitcherDialog onClose={closeDialog} />;
    case 'browse':
      return <BrowseDialog onClose={closeDialog} />;
    case 'create':
      return <CreateDialog name={open.name} onClose={closeDialog} />;
    case 'invite':
      return <InviteDialog channel={open.channel} onClose={closeDialog} />;
    case 'edit':
      return <EditDialog channel={open.channel} what={open.what} onClose={closeDialog} />;
    case 'write':
      return <WriteDialog onClose={closeDialog} />;
    case 'profile':
      return <ProfileDialog onClose={closeDialog} />;
    case 'status':
      return <StatusDialog onClose={closeDialog} />;
    case 'preferences':
      return <PreferencesDialog onClose={closeDialog} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={closeDialog} />;
    default:
      return null;
  }
}
