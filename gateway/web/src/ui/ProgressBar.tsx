import './progress.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { formatPercent } from '../text';

export interface ProgressBarProps {
  label: string;
  hideLabel?: boolean | undefined;
  /** A share between 0 and 1; absent when it is not known how much there is. */
  value?: number | undefined;
  /** Below the bar: counts, a rate. */
  detail?: ComponentChildren;
}

export function ProgressBar({ label, hideLabel = false, value, detail }: ProgressBarProps) {
  const id = useId();
  return (
    <div class="ui-progress">
      <div class={hideLabel ? 'visually-hidden' : 'ui-progress-head'}>
        <label for={id}>{label}</label>
        {value !== undefined && <span aria-hidden="true">{formatPercent(value)}</span>}
      </div>
      <progress id={id} max={1} {...(value === undefined ? {} : { value: Math.min(Math.max(value, 0), 1) })} />
      {detail && <div class="ui-progress-detail">{detail}</div>}
    </div>
  );
}
