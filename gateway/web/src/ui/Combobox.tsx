import type { ComponentChildren, Ref } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../text';
import type { FieldProps } from './Field';
import type { IconName } from './icons';
import { Listbox } from './Listbox';
import { Popover } from './Popover';
import { Spinner } from './Spinner';
import { TextField } from './TextField';
import { useListbox } from './useListbox';

export interface ComboboxProps<T> extends FieldProps {
  value: string;
  onValue: (value: string) => void;
  /** What the value finds: the caller filters. */
  items: readonly T[];
  itemKey: (item: T) => string;
  renderItem: (item: T, active: boolean) => ComponentChildren;
  itemDisabled?: ((item: T) => boolean) | undefined;
  /** Enter, Tab or a click. */
  onSelect: (item: T) => void;
  /** Enter when there is nothing to choose. */
  onSubmit?: ((value: string) => void) | undefined;
  /** Shown and said when nothing is found. */
  empty?: ComponentChildren;
  loading?: boolean | undefined;
  /** The list stands below the field in the page instead of above the page. */
  inline?: boolean | undefined;
  icon?: IconName | undefined;
  placeholder?: string | undefined;
  autoFocus?: boolean | undefined;
  disabled?: boolean | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
  class?: string | undefined;
}

/** A text field that finds; the focus stays in it while its list is moved through. */
export function Combobox<T>(props: ComboboxProps<T>) {
  const { label, value, onValue, items, itemKey, renderItem, itemDisabled, onSelect, onSubmit, empty, loading, inline = false } = props;
  const [shown, show] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const open = inline || (shown && (items.length > 0 || value !== ''));
  const list = useListbox({
    items,
    itemKey,
    itemDisabled,
    open: open && items.length > 0,
    onSelect: (item) => {
      show(false);
      onSelect(item);
    },
  });
  const keydown = (event: KeyboardEvent) => {
    if (event.key === 'Tab' && inline) return;
    if (list.onKeyDown(event)) return;
    if (event.key === 'ArrowDown') show(true);
    else if (event.key === 'Enter' && onSubmit && !event.isComposing) {
      event.preventDefault();
      onSubmit(value);
    }
  };
  const results = (
    <>
      {items.length > 0 && <Listbox list={list} label={label} itemKey={itemKey} renderItem={renderItem} />}
      <Note shown={open && value !== ''} count={items.length} loading={loading ?? false} empty={empty} />
    </>
  );
  const { hideLabel, hint, error, icon, placeholder, autoFocus, disabled, inputRef, class: className } = props;
  return (
    <div ref={anchor} class={className}>
      <TextField
        {...{ label, hideLabel, hint, error, icon, placeholder, autoFocus, disabled, inputRef, value }}
        {...list.inputProps}
        autoComplete="off"
        onValue={(text) => {
          show(true);
          onValue(text);
        }}
        onKeyDown={keydown}
        onClick={() => show(true)}
        onBlur={() => show(false)}
        {...(autoFocus ? { 'data-autofocus': true } : {})}
      />
      {inline ? (
        results
      ) : (
        <Popover open={open} anchor={anchor} class="ui-combobox-list" onClose={() => show(false)}>
          {results}
        </Popover>
      )}
    </div>
  );
}

/** Says how many were found, and shows when it is none. */
function Note({ shown, count, loading, empty }: { shown: boolean; count: number; loading: boolean; empty: ComponentChildren }) {
  if (loading) {
    return (
      <div class="ui-combobox-note">
        <Spinner label={t('ui.loading')} />
      </div>
    );
  }
  const none = shown && count === 0;
  return (
    <div role="status" class={none ? 'ui-combobox-note' : 'visually-hidden'}>
      {none ? (empty ?? t('ui.noResults')) : shown ? t('ui.results', { count }) : ''}
    </div>
  );
}
