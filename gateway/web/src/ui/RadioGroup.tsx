import { useId } from 'preact/hooks';
import './field.css';
import { classes } from './attributes';
import { FieldError, type FieldProps } from './Field';
import type { Option } from './Select';

export interface RadioGroupProps<V extends string> extends FieldProps {
  value: V;
  options: readonly Option<V>[];
  onValue: (value: V) => void;
  disabled?: boolean | undefined;
  class?: string | undefined;
}

export function RadioGroup<V extends string>(props: RadioGroupProps<V>) {
  const { label, hideLabel, hint, error, value, options, onValue, disabled, class: className } = props;
  const id = useId();
  return (
    <fieldset class={classes('ui-radios', className)} disabled={disabled} aria-describedby={`${id}-hint ${id}-error`}>
      <legend class={hideLabel ? 'visually-hidden' : 'ui-field-label'}>{label}</legend>
      <div id={`${id}-hint`} class="ui-field-hint">
        {hint}
      </div>
      {options.map((option) => (
        <div key={option.value} class="ui-choice">
          <input
            id={`${id}-${option.value}`}
            type="radio"
            name={id}
            checked={option.value === value}
            disabled={option.disabled}
            aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined}
            onChange={() => onValue(option.value)}
          />
          <label for={`${id}-${option.value}`}>{option.label}</label>
          {option.hint && (
            <div id={`${id}-${option.value}-hint`} class="ui-field-hint">
              {option.hint}
            </div>
          )}
        </div>
      ))}
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  );
}
