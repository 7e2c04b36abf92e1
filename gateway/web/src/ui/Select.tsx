import { Field, type FieldProps } from './Field';
import { Icon } from './Icon';

export interface Option<V extends string = string> {
  value: V;
  label: string;
  /** Shown below the label where there is room (RadioGroup). */
  hint?: string | undefined;
  disabled?: boolean | undefined;
}

export interface SelectProps<V extends string> extends FieldProps {
  value: V;
  options: readonly Option<V>[];
  onValue: (value: V) => void;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  class?: string | undefined;
}

export function Select<V extends string>({ value, options, onValue, required, disabled, ...field }: SelectProps<V>) {
  return (
    <Field {...field}>
      {(control) => (
        <div class="ui-field-box">
          <select
            {...control}
            class="ui-input"
            required={required}
            disabled={disabled}
            value={value}
            onChange={(event) => onValue(event.currentTarget.value as V)}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" size={16} class="ui-select-arrow" />
        </div>
      )}
    </Field>
  );
}
