import type { Ref, RefObject } from 'preact';
import { useImperativeHandle, useLayoutEffect, useRef } from 'preact/hooks';
import type { Sequences, Typed } from './sequences';

/** What others do with a field. */
export interface FieldHandle {
  focus(): void;
  read(): Typed;
  write(typed: Typed): void;
  /** Puts a word where the caret is, with spaces around it; one that goes on (`@`) has none behind it. */
  insert(word: string, goesOn?: boolean): void;
}

export interface Area {
  readonly element: RefObject<HTMLTextAreaElement | null>;
  readonly sequences: { current: Sequences };
  /** Sets the text and the selection. */
  put(text: string, from: number, to?: number): void;
  /** Lets the height follow the text. */
  grow(): void;
}

/**
 * A text area that keeps its text itself, and beside it what its words stand for.
 * @param onPut The text was set, and not typed.
 */
export function useArea(initial: Typed, handle: Ref<FieldHandle>, onPut: () => void): Area {
  const element = useRef<HTMLTextAreaElement>(null);
  const sequences = useRef<Sequences>(initial.sequences);

  const grow = () => {
    if (element.current) grown(element.current);
  };
  const put = (text: string, from: number, to = from) => {
    const area = element.current;
    if (!area) return;
    area.value = text;
    area.setSelectionRange(from, to);
    grown(area);
    onPut();
  };

  useLayoutEffect(() => {
    grow();
    // What stands there already is gone on with.
    element.current?.setSelectionRange(initial.text.length, initial.text.length);
  }, []);

  useImperativeHandle(
    handle,
    (): FieldHandle => ({
      focus: () => element.current?.focus(),
      read: () => ({ text: element.current?.value ?? '', sequences: sequences.current }),
      write: (typed) => {
        sequences.current = typed.sequences;
        put(typed.text, typed.text.length);
      },
      insert: (word, goesOn = false) => {
        const area = element.current;
        if (!area) return;
        const before = area.value.slice(0, area.selectionStart);
        const inserted = `${before === '' || /\s$/.test(before) ? '' : ' '}${word}${goesOn ? '' : ' '}`;
        area.focus();
        put(before + inserted + area.value.slice(area.selectionEnd), before.length + inserted.length);
      },
    }),
  );

  return { element, sequences, put, grow };
}

/** Browsers that cannot do it by themselves (field-sizing) are told the height. */
const GrowsByItself = typeof CSS !== 'undefined' && CSS.supports?.('field-sizing', 'content');

function grown(area: HTMLTextAreaElement): void {
  if (GrowsByItself) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}
