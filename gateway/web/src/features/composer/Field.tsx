import type { Ref } from 'preact';
import { useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Channel } from '../../protocol';
import { t } from '../../text';
import { Listbox, Popover, useListbox } from '../../ui';
import { ChoiceView } from './ChoiceView';
import { complete, queryAt, type Choice, type Query } from './completion';
import { isInOpenBlock, markOf, toggleMark } from './editing';
import type { Sequences, Typed } from './sequences';
import { useCompletion } from './useCompletion';
import './field.css';

export interface FieldHandle {
  focus(): void;
  read(): Typed;
  write(typed: Typed): void;
  /** Puts a word where the caret is, with spaces around it; one that goes on (`@`) has none behind it and is completed. */
  insert(word: string, goesOn?: boolean): void;
}

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
  describedBy?: string | undefined;
}

const same = (choice: Choice) => choice.key;

/**
 * A field for messages: it grows with its text, completes people, channels and emoji, and knows what its words stand for. Its text is the
 * element's own: a key that completes nothing draws nothing.
 */
export function Field(props: FieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const sequences = useRef<Sequences>(props.initial.sequences);
  const [query, setQuery] = useState<Query | null>(null);
  const choices = useCompletion(query, props.channel);
  const list = useListbox({ items: choices, itemKey: same, onSelect: take });
  const isOpen = query !== null && choices.length > 0;

  function put(text: string, from: number, to = from) {
    const field = area.current;
    if (!field) return;
    field.value = text;
    field.setSelectionRange(from, to);
    grow(field);
    props.onInput();
  }

  function take(choice: Choice) {
    const field = area.current;
    if (!field || !query) return;
    const completed = complete(field.value, sequences.current, query, choice);
    sequences.current = completed.sequences;
    setQuery(null);
    put(completed.text, completed.caret);
    field.focus();
  }

  function look() {
    const field = area.current;
    const next = field && field.selectionStart === field.selectionEnd ? queryAt(field.value, field.selectionStart) : null;
    setQuery((before) => (before && next && before.text === next.text && before.from === next.from ? before : next));
  }

  function onKeyDown(event: KeyboardEvent) {
    const field = area.current;
    // While an input method composes, its keys are its own.
    if (!field || event.isComposing) return;
    if (isOpen && list.onKeyDown(event)) return;
    const mark = markOf(event);
    if (isOpen && event.key === 'Escape') {
      setQuery(null);
      event.stopPropagation();
    } else if (mark) {
      const marked = toggleMark({ text: field.value, from: field.selectionStart, to: field.selectionEnd }, mark);
      put(marked.text, marked.from, marked.to);
    } else if (event.key === 'Enter' && submits(event, field, props.sendOnEnter)) props.onSubmit();
    else if (event.key === 'Escape' && props.onEscape) {
      props.onEscape();
      event.stopPropagation();
    } else if (!(event.key === 'ArrowUp' && field.value === '' && props.onArrowUp?.())) return;
    event.preventDefault();
  }

  useLayoutEffect(() => {
    const field = area.current;
    if (!field) return;
    grow(field);
    // What stands there already is gone on with.
    field.setSelectionRange(field.value.length, field.value.length);
  }, []);

  useImperativeHandle(
    props.handle,
    (): FieldHandle => ({
      focus: () => area.current?.focus(),
      read: () => ({ text: area.current?.value ?? '', sequences: sequences.current }),
      write: (typed) => {
        sequences.current = typed.sequences;
        setQuery(null);
        put(typed.text, typed.text.length);
      },
      insert: (word, goesOn = false) => {
        const field = area.current;
        if (!field) return;
        const before = field.value.slice(0, field.selectionStart);
        const spaced = `${before === '' || /\s$/.test(before) ? '' : ' '}${word}${goesOn ? '' : ' '}`;
        put(before + spaced + field.value.slice(field.selectionEnd), before.length + spaced.length);
        field.focus();
        if (goesOn) look();
      },
    }),
  );

  return (
    <div class="composer-field">
      <textarea
        ref={area}
        class="composer-text"
        rows={1}
        defaultValue={props.initial.text}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        placeholder={props.placeholder}
        aria-autocomplete="list"
        aria-controls={isOpen ? list.listId : undefined}
        aria-activedescendant={isOpen && list.active ? list.optionId(list.activeIndex) : undefined}
        onInput={(event) => {
          grow(event.currentTarget);
          look();
          props.onInput();
        }}
        onKeyDown={onKeyDown}
        onSelect={look}
        onBlur={() => setQuery(null)}
      />
      <Popover open={isOpen} anchor={area} placement="top-start" onClose={() => setQuery(null)} class="composer-choices">
        <Listbox
          list={list}
          label={t('composer.completions')}
          itemKey={same}
          renderItem={(choice) => <ChoiceView choice={choice} />}
        />
      </Popover>
    </div>
  );
}

function submits(event: KeyboardEvent, field: HTMLTextAreaElement, sendOnEnter: boolean): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  if (event.altKey) return false;
  if (!sendOnEnter) return false;
  return !event.shiftKey && !isInOpenBlock(field.value, field.selectionStart);
}

/** Where the browser cannot do it by itself (field-sizing), the height follows the text. */
const GrowsByItself = typeof CSS !== 'undefined' && CSS.supports?.('field-sizing', 'content');

function grow(field: HTMLTextAreaElement) {
  if (GrowsByItself) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
