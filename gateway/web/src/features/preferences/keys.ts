import type { TextKey } from '../../text';

/** Whether the reader's keyboard has a Command key where others have Control. */
export const isMac = /mac|iphone|ipad/i.test(navigator.platform);
export const modName = isMac ? '⌘' : 'Ctrl';

export interface Shortcut {
  /** The names of keys that are pressed together; several ways to the same. */
  keys: readonly (readonly string[])[];
  does: Extract<TextKey, `preferences.key${string}`>;
}

/** All shortcuts, as the list shows them. Those of the frame are carried out by frame/shortcuts.ts. */
export function shortcuts(enterSends: boolean): readonly Shortcut[] {
  return [
    { keys: [[modName, 'K']], does: 'preferences.keySwitcher' },
    { keys: [[modName, 'G']], does: 'preferences.keySearch' },
    { keys: [[modName, '/']], does: 'preferences.keyShortcuts' },
    { keys: [[modName, ',']], does: 'preferences.keyPreferences' },
    { keys: [['Alt', '↑']], does: 'preferences.keyUp' },
    { keys: [['Alt', '↓']], does: 'preferences.keyDown' },
    { keys: [['Alt', '⇧', '↑']], does: 'preferences.keyUnreadUp' },
    { keys: [['Alt', '⇧', '↓']], does: 'preferences.keyUnreadDown' },
    { keys: [[modName, '⇧', 'D']], does: 'preferences.keySidebar' },
    { keys: [['Esc']], does: 'preferences.keyClose' },
    { keys: [['↑']], does: 'preferences.keyEdit' },
    { keys: enterSends ? [['↵']] : [[modName, '↵']], does: 'preferences.keySend' },
    { keys: enterSends ? [['⇧', '↵']] : [['↵']], does: 'preferences.keyNewLine' },
  ];
}
