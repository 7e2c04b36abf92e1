import { Component, type ComponentChildren } from 'preact';
import { t } from '../../text';
import { Banner, Button } from '../../ui';

interface Props {
  /** Another one begins anew: what failed in one conversation need not fail in the next. */
  of?: string | undefined;
  children: ComponentChildren;
}

/** Keeps a failure of one part from taking the page with it. */
export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.failed && before.of !== this.props.of) this.setState({ failed: false });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div class="frame-broken">
        <Banner
          tone="danger"
          title={t('frame.brokenTitle')}
          action={
            <>
              <Button size="small" onClick={() => this.setState({ failed: false })}>{t('frame.brokenRetry')}</Button>
              <Button size="small" onClick={() => location.reload()}>{t('frame.reload')}</Button>
            </>
          }
        >
          {t('frame.brokenText')}
        </Banner>
      </div>
    );
  }
}
