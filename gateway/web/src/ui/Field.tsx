import './field.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { classes } from './attributes';

/** What all fields have: a label, and a hint or an error that are read with the field. */
export interface FieldProps {
  label: string;
  /** The label is read, not seen. */
  hideLabel?: boolean | undefined;
  hint?: ComponentChildren;
  /** Marks the field as invalid and says what to do. */
  error?: string | undefined;
}

interface Props extends FieldProps {
  class?: string | undefined;
  children: (control: Control) => ComponentChildren;
}

/** What the control must carry to be tied to its label, hint and error. */
export interface Control {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

export function Field({ label, hideLabel = false, hint, error, class: className, children }: Props) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class={classes('ui-field', className)}>
      <label for={id} class={hideLabel ? 'visually-hidden' : 'ui-field-label'}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <div id={`${id}-hint`} class="ui-field-hint">
          {hint}
        </div>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

/** Stands in the page before it has text, so that it is read when it gets some. */
export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  return (
    <div id={id} class="ui-field-error" aria-live="polite">
      {error}
    </div>
  );
}
