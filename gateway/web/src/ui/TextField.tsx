import type { InputHTMLAttributes, Ref } from 'preact';
import type { Attributes } from './attributes';
import { Field, type FieldProps } from './Field';
import { Icon } from './Icon';
import type { IconName } from './icons';

export interface TextFieldProps extends FieldProps, Attributes<HTMLInputElement, 'value'> {
  value: string;
  onValue: (value: string) => void;
  role?: 'combobox' | undefined;
  type?: 'text' | 'email' | 'password' | 'search' | 'url' | 'number' | 'date' | 'time' | 'datetime-local' | undefined;
  icon?: IconName | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  readOnly?: boolean | undefined;
  placeholder?: string | undefined;
  autoComplete?: string | undefined;
  autoFocus?: boolean | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  min?: string | number | undefined;
  max?: string | number | undefined;
  pattern?: string | undefined;
  name?: string | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
}

export function TextField({ label, hideLabel, hint, error, value, onValue, icon, inputRef, class: className, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} class={className}>
      {(control) => (
        <div class="ui-field-box">
          {icon && <Icon name={icon} size={16} />}
          <input
            // The types of roles go by the type of field, which is not known here.
            {...(rest as InputHTMLAttributes<HTMLInputElement>)}
            {...control}
            {...(inputRef ? { ref: inputRef } : {})}
            class="ui-input"
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
        </div>
      )}
    </Field>
  );
}
