import './tabs.css';
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useId } from 'preact/hooks';

export interface Tab<V extends string> {
  value: V;
  label: string;
  badge?: ComponentChildren;
}

export interface TabsProps<V extends string> {
  /** What the tabs choose among. */
  label: string;
  tabs: readonly Tab<V>[];
  value: V;
  onValue: (value: V) => void;
  /** The panel of the chosen tab. */
  children: ComponentChildren;
}

/** Arrows, Home and End choose at once; Tab goes into the panel. */
export function Tabs<V extends string>({ label, tabs, value, onValue, children }: TabsProps<V>) {
  const id = useId();
  const keydown = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (!next) return;
    event.preventDefault();
    onValue(next.value);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[tabs.indexOf(next)]?.focus();
  };
  return (
    <div class="ui-tabs">
      <div role="tablist" aria-label={label} class="ui-tablist" onKeyDown={keydown}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            id={`${id}-${tab.value}`}
            type="button"
            role="tab"
            aria-selected={tab.value === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.value === value ? 0 : -1}
            class="ui-tab"
            onClick={() => onValue(tab.value)}
          >
            {tab.label}
            {tab.badge}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${value}`} tabIndex={0} class="ui-tabpanel">
        {children}
      </div>
    </div>
  );
}
