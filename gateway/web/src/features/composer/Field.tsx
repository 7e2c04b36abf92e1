import type { Ref } from 'preact';
import { useState } from 'preact/hooks';
import type { Channel } from '../../protocol';
import { t } from '../../text';
import { Listbox, Popover, useListbox } from '../../ui';
import { ChoiceView } from './ChoiceView';
import { complete, queryAt, type Choice, type Query } from './completion';
import { isInOpenBlock, markOf, toggleMark } from './editing';
import type { Typed } from './sequences';
import { useArea, type FieldHandle } from './useArea';
import { useCompletion } from './useCompletion';
import './field.css';

export interface FieldProps {
  label: string;
  placeholder?: string;
  initial: Typed;
  channel: Channel | undefined;
  /** Enter submits and Shift+Enter begins a line, or the other way round. Ctrl+Enter always submits. */
  sendOnEnter: boolean;
  onInput: () => void;
  onSubmit: () => void;
  onEscape?: () => void;
  /** Arrow up in an empty field; true when it was used. */
  onArrowUp?: () => boolean;
  handle: Ref<FieldHandle>;
}

const keyOf = (choice: Choice) => choice.key;

/**
 * A field for messages: it grows with its text, completes people, channels and emoji, and knows what its words stand for. Its text is the
 * element's own: a key that completes nothing draws nothing.
 */
export function Field(props: FieldProps) {
  const { label, placeholder, initial, channel, sendOnEnter, onInput, onSubmit, onEscape, onArrowUp } = props;
  const area = useArea(initial, props.handle, changed);
  const [query, setQuery] = useState<Query | null>(null);
  const choices = useCompletion(query, channel);
  const list = useListbox({ items: choices, itemKey: keyOf, onSelect: take });
  const isOpen = query !== null && choices.length > 0;

  function changed() {
    look();
    onInput();
  }

  function look() {
    const field = area.element.current;
    const isAsked = field && field.selectionStart === field.selectionEnd && document.activeElement === field;
    const next = isAsked ? queryAt(field.value, field.selectionStart) : null;
    setQuery((before) => (before && next && before.text === next.text && before.from === next.from ? before : next));
  }

  function take(choice: Choice) {
    const field = area.element.current;
    if (!field || !query) return;
    const completed = complete(field.value, area.sequences.current, query, choice);
    area.sequences.current = completed.sequences;
    field.focus();
    area.put(completed.text, completed.caret);
  }

  function onKeyDown(event: KeyboardEvent) {
    const field = area.element.current;
    // While an input method composes, its keys are its own.
    if (!field || event.isComposing) return;
    if (isOpen && list.onKeyDown(event)) return;
    if (!act(event, field)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** True: the key is used up. */
  function act(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    const mark = markOf(event);
    if (mark) {
      const marked = toggleMark({ text: field.value, from: field.selectionStart, to: field.selectionEnd }, mark);
      area.put(marked.text, marked.from, marked.to);
      return true;
    }
    switch (event.key) {
      case 'Enter':
        return submits(event, field, sendOnEnter) && did(onSubmit);
      case 'Escape':
        return isOpen ? did(() => setQuery(null)) : onEscape !== undefined && did(onEscape);
      case 'ArrowUp':
        return field.value === '' && onArrowUp?.() === true;
      default:
        return false;
    }
  }

  return (
    <div class="composer-field">
      <textarea
        ref={area.element}
        class="composer-text"
        rows={1}
        defaultValue={initial.text}
        aria-label={label}
        placeholder={placeholder}
        aria-autocomplete="list"
        aria-controls={isOpen ? list.listId : undefined}
        aria-activedescendant={isOpen && list.active ? list.optionId(list.activeIndex) : undefined}
        onInput={() => {
          area.grow();
          changed();
        }}
        onKeyDown={onKeyDown}
        onSelect={look}
        onBlur={() => setQuery(null)}
      />
      <Popover open={isOpen} anchor={area.element} placement="top-start" onClose={() => setQuery(null)} class="composer-choices">
        <Listbox list={list} label={t('composer.completions')} itemKey={keyOf} renderItem={(choice) => <ChoiceView choice={choice} />} />
      </Popover>
    </div>
  );
}

function submits(event: KeyboardEvent, field: HTMLTextAreaElement, sendOnEnter: boolean): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  return sendOnEnter && !event.altKey && !event.shiftKey && !isInOpenBlock(field.value, field.selectionStart);
}

function did(action: () => void): true {
  action();
  return true;
}
