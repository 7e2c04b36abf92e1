import { Component, type ComponentChildren } from 'preact';
import { t } from '../../text';

/** One message that cannot be drawn is told of in its place, and takes no other with it. */
export class Unbroken extends Component<{ children: ComponentChildren }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static override getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <p class="soft">{t('messages.unsupported')}</p> : this.props.children;
  }
}
