import './tooltips';
import { cloneElement, type VNode } from 'preact';

export interface TooltipProps {
  text: string;
  /** One element, which must be able to take the focus. */
  children: VNode<any>;
}

/** A text on hover and focus of an element, which is also its description for who does not see it. */
export function Tooltip({ text, children }: TooltipProps) {
  return cloneElement(children, { 'data-tooltip': text, 'aria-description': text });
}
