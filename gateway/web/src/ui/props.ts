import type { ComponentChildren, JSX, Ref } from 'preact';

/** Attributes that any component passes on to its main element. */
type Attributes<E extends HTMLElement> = Omit<JSX.HTMLAttributes<E>, 'icon' | 'label' | 'style' | 'size' | 'onChange' | 'onSelect'>;

export interface ButtonProps extends Attributes<HTMLButtonElement> {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger'; // secondary unless told
  size?: 'small' | 'medium';
  icon?: IconName;
  type?: 'button' | 'submit'; // button unless told
  /** Shows a spinner, says aria-busy and ignores clicks; keeps the focus. */
  busy?: boolean;
  disabled?: boolean;
}

export interface IconButtonProps extends Attributes<HTMLButtonElement> {
  icon: IconName;
  /** Its accessible name, also shown as tooltip. */
  label: string;
  variant?: 'quiet' | 'secondary' | 'primary' | 'danger'; // quiet unless told
  size?: 'small' | 'medium';
  /** aria-pressed. */
  pressed?: boolean;
  tooltip?: boolean; // true unless told
  disabled?: boolean;
}

/** Decorative unless it has a label. */
export interface IconProps { name: IconName; label?: string; size?: number }
export type IconName = string; // becomes a union

/** What fields have in common: a visible label, and a hint or an error that are read with the field. */
export interface FieldProps { label: string; hideLabel?: boolean; hint?: ComponentChildren; error?: string | undefined }

export interface TextFieldProps extends FieldProps, Attributes<HTMLInputElement> {
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'email' | 'password' | 'search' | 'url' | 'number' | 'date' | 'time' | 'datetime-local';
  icon?: IconName;
  inputRef?: Ref<HTMLInputElement>;
  required?: boolean; disabled?: boolean; placeholder?: string; autoComplete?: string; maxLength?: number; name?: string;
}
/** Grows with its text from minRows (1) to maxRows (10), then scrolls. */
export interface TextAreaProps extends FieldProps, Attributes<HTMLTextAreaElement> {
  value: string;
  onValue: (value: string) => void;
  minRows?: number; maxRows?: number;
  textAreaRef?: Ref<HTMLTextAreaElement>;
  required?: boolean; disabled?: boolean; placeholder?: string; maxLength?: number;
}
export interface Option<V extends string = string> { value: V; label: string; hint?: string; disabled?: boolean }
export interface SelectProps<V extends string> extends FieldProps { value: V; options: readonly Option<V>[]; onValue: (value: V) => void; disabled?: boolean; required?: boolean }
export interface RadioGroupProps<V extends string> extends FieldProps { value: V; options: readonly Option<V>[]; onValue: (value: V) => void; disabled?: boolean }
export interface CheckboxProps { label: ComponentChildren; hint?: ComponentChildren; checked: boolean; onChecked: (checked: boolean) => void; indeterminate?: boolean; disabled?: boolean }
/** role=switch: for what takes effect at once. */
export interface SwitchProps { label: ComponentChildren; hint?: ComponentChildren; checked: boolean; onChecked: (checked: boolean) => void; disabled?: boolean }

/** Modal while `open`; Escape, the cross and (unless `persistent`) a click outside call onClose. Focus goes back to where it was. */
export interface DialogProps {
  open: boolean; title: string; onClose: () => void;
  size?: 'small' | 'medium' | 'large'; // medium unless told
  /** Buttons at the end. */
  footer?: ComponentChildren;
  /** A click outside does not close it: what was typed would be lost. */
  persistent?: boolean;
  /** Hides the heading from sight, not from readers (the switcher). */
  hideTitle?: boolean;
  children: ComponentChildren;
}
/** A question with two answers: `const yes = await confirm({...})`, shown by <Confirmations/> in the frame. */
export interface ConfirmOptions { title: string; text: ComponentChildren; confirm: string; cancel?: string; danger?: boolean }

export interface MenuItem {
  label: string; icon?: IconName; hint?: string; danger?: boolean; disabled?: boolean;
  /** A checkable item (menuitemcheckbox). */
  checked?: boolean;
  onSelect: () => void;
}
/** A button that opens a menu; null makes a separator. */
export interface MenuProps {
  label: string; items: readonly (MenuItem | null)[] | (() => readonly (MenuItem | null)[]);
  icon?: IconName; // ellipsis unless told; the label is then its name
  /** Own content of the button instead of an icon. */
  children?: ComponentChildren; class?: string;
  placement?: Placement;
  onOpen?: (open: boolean) => void;
}
export type Placement = 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end';

/** Content beside an anchor, above all else (the popover attribute); closes by Escape or a click elsewhere, focus goes back. */
export interface PopoverProps {
  open: boolean; anchor: { readonly current: HTMLElement | null }; onClose: () => void; placement?: Placement;
  /** Given: role=dialog with this name, and focus moves in. Absent: focus stays where it is (completion lists). */
  label?: string;
  class?: string; children: ComponentChildren;
}
/** A text by hover and focus of its one child element, as its description. */
export interface TooltipProps { text: string; placement?: 'top' | 'bottom'; children: JSX.Element }

export interface Tab<V extends string> { value: V; label: string; badge?: ComponentChildren }
export interface TabsProps<V extends string> { label: string; tabs: readonly Tab<V>[]; value: V; onValue: (value: V) => void; children: ComponentChildren }

/** A count, capped (`99+`), or a dot without one. `label` is read instead of the figure. */
export interface BadgeProps { count?: number; max?: number; tone?: 'neutral' | 'accent' | 'danger' | 'success' | 'warning'; label?: string; children?: ComponentChildren }
/** Decorative unless `label` is given. `id` chooses the colour behind the initials. */
export interface AvatarProps { name: string; id: string; src?: string | undefined; size?: 20 | 24 | 36 | 48 | 96; presence?: 'active' | 'away' | undefined; label?: string }
export interface BannerProps { tone?: 'info' | 'success' | 'warning' | 'danger'; title?: string; action?: ComponentChildren; onDismiss?: () => void; children: ComponentChildren }
/** showToast({...}) returns a function that takes it away; <Toasts/> stands once in the frame. */
export interface ToastOptions { text: string; tone?: 'info' | 'success' | 'danger'; action?: { label: string; onSelect: () => void }; seconds?: number }
/** `value` 0…1; absent: it is not known how much. */
export interface ProgressBarProps { label: string; value?: number | undefined; hideLabel?: boolean; detail?: ComponentChildren }
export interface SpinnerProps { label?: string; size?: number }
export interface EmptyStateProps { icon?: IconName; title: string; action?: ComponentChildren; children?: ComponentChildren }

/** A text field with a list below that the caller filters. Focus stays in the field (aria-activedescendant). */
export interface ComboboxProps<T> {
  label: string; hideLabel?: boolean; placeholder?: string; value: string; onValue: (value: string) => void;
  items: readonly T[]; itemKey: (item: T) => string; renderItem: (item: T, active: boolean) => ComponentChildren; itemDisabled?: (item: T) => boolean;
  /** Enter or a click. */
  onSelect: (item: T) => void;
  /** Enter when nothing is chosen. */
  onSubmit?: (value: string) => void;
  /** Said and shown when the list is empty. */
  empty?: ComponentChildren; loading?: boolean; autoFocus?: boolean;
  /** The list stands in the page (switcher) or floats over it. */
  inline?: boolean; // false unless told
  inputRef?: Ref<HTMLInputElement>;
}
/** The list alone, for completion in a field of one's own: give the field `list.inputProps` and call `list.onKeyDown` first. */
export interface ListboxOptions<T> { items: readonly T[]; itemKey: (item: T) => string; onSelect: (item: T) => void; itemDisabled?: (item: T) => boolean }
export interface Listbox<T> {
  active: T | undefined; activeIndex: number; setActiveIndex: (index: number) => void;
  /** role=combobox, aria-controls, aria-expanded, aria-activedescendant, aria-autocomplete. */
  inputProps: Record<string, string | boolean | undefined>;
  /** Arrows, Home/End with Ctrl, Page keys, Enter, Tab (both choose); true when it used the key. */
  onKeyDown: (event: KeyboardEvent) => boolean;
  listId: string; optionId: (index: number) => string;
}
export interface ListboxProps<T> { list: Listbox<T>; label: string; items: readonly T[]; itemKey: (item: T) => string; renderItem: (item: T, active: boolean) => ComponentChildren; class?: string }

export interface Column<Row> { key: string; header: string; cell: (row: Row) => ComponentChildren; sort?: (a: Row, b: Row) => number; align?: 'start' | 'end'; hideHeader?: boolean; rowHeader?: boolean }
/** Sorts by itself unless `sort` and `onSort` are given (lists that come in pages). */
export interface TableProps<Row> { caption: string; hideCaption?: boolean; columns: readonly Column<Row>[]; rows: readonly Row[]; rowKey: (row: Row) => string; empty?: ComponentChildren; sort?: Sort; onSort?: (sort: Sort) => void; busy?: boolean }
export interface Sort { column: string; descending: boolean }

/** Where a list opens, or is sent to. */
export interface VirtualPosition { key: string; align: 'start' | 'center' | 'end' | 'nearest'; offset?: number }
export interface VirtualListHandle {
  scrollTo(position: VirtualPosition, options?: { smooth?: boolean }): boolean; // false: no such item
  scrollToEnd(options?: { smooth?: boolean }): void;
  /** Whether the end is in sight (within `stickWithin` pixels). */
  atEnd(): boolean;
  /** Keys of the items in sight. */
  visible(): { first: string; last: string } | undefined;
  /** Puts the focus on an item, scrolling to it first. */
  focusItem(key: string): void;
  element: HTMLElement | null;
}
export interface VirtualListProps<T> {
  items: readonly T[]; itemKey: (item: T) => string; renderItem: (item: T, index: number) => ComponentChildren;
  /** A guess, in pixels, before an item is measured. */
  estimate: number | ((item: T) => number);
  /** Names the scrolling box; `role` is the list's (feed, list, log, listbox) and itemRole the items' (article, listitem, option). */
  label: string; role?: 'feed' | 'list' | 'log' | 'listbox' | 'presentation'; itemRole?: 'article' | 'listitem' | 'option' | 'presentation';
  /** Where it opens, at the first time that it has items; the end unless told. Changing `listKey` opens anew. */
  initial?: VirtualPosition | 'start' | 'end'; listKey?: string;
  /** Stays at the end when it is there and items are added or grow. */
  stickToEnd?: boolean; stickWithin?: number; // 32
  overscan?: number; // pixels beyond the window that are drawn: 600
  /** Called once each time the window comes within `nearPixels` (1000) of an end, and again when the items have changed and it is still near. */
  onNearStart?: () => void; onNearEnd?: () => void; nearPixels?: number;
  /** After scrolling, at most once a frame. */
  onScroll?: (state: { atEnd: boolean; first: string; last: string }) => void;
  /** Before the first and after the last item (spinners, the channel's beginning). */
  header?: ComponentChildren; footer?: ComponentChildren;
  handle?: Ref<VirtualListHandle>; class?: string; busy?: boolean; tabIndex?: number;
}

/** One polite live region, <Announcer/> once in the frame. announce(text) says it; many within 1 s are joined, and beyond `max` told as a count by the caller. */
export type Announce = (text: string, options?: { assertive?: boolean }) => void;

// emoji (src/emoji)
// <Emoji name="wave::skin-tone-3" custom={custom}/>            one emoji as text or image, with its name as title; `:name:` when unknown
// emojiText(name): string | undefined                            the character, once loaded (a small table at once); signal emojiLoaded: redraws
// loadEmoji(): Promise<void>                                     loads the whole table
// completeEmoji(query, {custom?, limit?}): Promise<EmojiMatch[]> { name, text?, url? } by prefix, then by words
// EmojiPicker { onPick(name), onClose, custom? }                 lazily: import('../../emoji/picker')
// useEmojiPicker / <EmojiButton label onPick custom class>       a button with the picker in a popover (lazy)
// type CustomEmoji = Record<string, string>                      as emoji.list: name → URL or 'alias:other'
