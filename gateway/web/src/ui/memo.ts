import { Component, createElement, type ComponentType, type FunctionComponent } from 'preact';

/** A component that is drawn again only when one of its properties is another one (or a signal that it read). */
export function memo<P extends object>(view: FunctionComponent<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    static override displayName = view.name;

    override shouldComponentUpdate(next: Readonly<P>) {
      const before = this.props as Readonly<Record<string, unknown>>;
      const after = next as Readonly<Record<string, unknown>>;
      const keys = Object.keys(after);
      return keys.length !== Object.keys(before).length || keys.some((key) => before[key] !== after[key]);
    }

    override render() {
      return createElement(view, this.props as P);
    }
  };
}
