import type { ComponentChildren } from 'preact';
import './parts.css';

export type Fact = readonly [term: string, value: ComponentChildren];

/** Terms and what holds for them; those without a value are left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="manage-facts">
      {facts.map(([term, value]) =>
        value === undefined || value === null || value === false || value === '' ? null : (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
