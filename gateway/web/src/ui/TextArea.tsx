import type { Ref } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Attributes } from './attributes';
import { Field, type FieldProps } from './Field';
import { setRef } from './refs';

export interface TextAreaProps extends FieldProps, Attributes<HTMLTextAreaElement, 'value'> {
  value: string;
  onValue: (value: string) => void;
  /** It grows with its text from so many rows (1) … */
  minRows?: number | undefined;
  /** … to so many (10), and scrolls from there on. */
  maxRows?: number | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  placeholder?: string | undefined;
  maxLength?: number | undefined;
  name?: string | undefined;
  textAreaRef?: Ref<HTMLTextAreaElement> | undefined;
}

export function TextArea(props: TextAreaProps) {
  const { label, hideLabel, hint, error, value, onValue, minRows = 1, maxRows = 10, textAreaRef, class: className, ...rest } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    setRef(textAreaRef, area.current);
    return () => setRef(textAreaRef, null);
  }, [textAreaRef]);
  useLayoutEffect(() => {
    if (area.current) fit(area.current, value, maxRows);
  }, [value, maxRows]);
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} class={className}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          ref={area}
          rows={minRows}
          class="ui-input"
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** Most browsers size the field themselves (`field-sizing`); the others are told the height of the text. */
function fit(area: HTMLTextAreaElement, value: string, maxRows: number): void {
  const styles = getComputedStyle(area);
  const around = parseFloat(styles.paddingBlockStart) + parseFloat(styles.paddingBlockEnd) + (area.offsetHeight - area.clientHeight);
  const most = (parseFloat(styles.lineHeight) || 22) * maxRows + (around || 0);
  area.style.maxHeight = `${most}px`;
  if (globalThis.CSS?.supports?.('field-sizing', 'content')) return;
  area.style.height = 'auto';
  if (value) area.style.height = `${Math.min(area.scrollHeight + area.offsetHeight - area.clientHeight, most)}px`;
}
