import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import './field.css';
import { classes } from './attributes';

export interface CheckboxProps {
  label: ComponentChildren;
  hint?: ComponentChildren;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  /** Some of what it stands for is chosen, and some is not. */
  indeterminate?: boolean | undefined;
  disabled?: boolean | undefined;
  class?: string | undefined;
}

export function Checkbox(props: CheckboxProps) {
  return <Choice {...props} />;
}

export type SwitchProps = Omit<CheckboxProps, 'indeterminate'>;

/** For what takes effect at once. */
export function Switch(props: SwitchProps) {
  return <Choice {...props} role="switch" />;
}

function Choice({ label, hint, checked, onChecked, indeterminate = false, disabled, role, class: className }: CheckboxProps & { role?: 'switch' }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (input.current) input.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <div class={classes('ui-choice', className)}>
      <input
        ref={input}
        id={id}
        type="checkbox"
        role={role}
        class={role && 'ui-switch'}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint && (
        <div id={`${id}-hint`} class="ui-field-hint">
          {hint}
        </div>
      )}
    </div>
  );
}
