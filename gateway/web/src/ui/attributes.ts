import type { HTMLAttributes } from 'preact';

/** The attributes that a component passes on to its main element, but for those that it names itself. */
export type Attributes<E extends HTMLElement, Own extends string = never> = Omit<
  HTMLAttributes<E>,
  'class' | 'className' | 'style' | 'role' | 'icon' | 'label' | 'size' | 'disabled' | 'required' | 'type' | 'name' | Own
> & { class?: string | undefined };

/** Joins class names; what is false or undefined is left out. */
export function classes(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
