import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../text';
import { Banner, Button, Spinner } from '../../ui';
import './lazily.css';

/**
 * A component of a chunk of its own: `lazily(() => import('./Big').then(m => m.Big))`. While the chunk is on its way there is a spinner; when it
 * cannot be had (no connection, or a server that was updated has other files), words and a way on. `preload` fetches it beforehand, for what
 * must be there at once.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> & { preload: () => Promise<void> } {
  let loaded: ComponentType<P> | undefined;
  const preload = async () => {
    loaded = await load();
  };

  function Lazily(props: P) {
    const [, redraw] = useState(0);
    const [failed, setFailed] = useState(false);
    const Loaded = loaded;
    useEffect(() => {
      // As it was drawn: what somebody else fetched since then is still to be shown.
      if (Loaded || failed) return;
      let here = true;
      preload().then(
        () => here && redraw((n) => n + 1),
        () => here && setFailed(true),
      );
      return () => {
        here = false;
      };
    }, [failed]);
    if (Loaded) return <Loaded {...props} />;
    return failed ? <Missing onRetry={() => setFailed(false)} /> : <div class="lazily-wait"><Spinner label={t('ui.loading')} /></div>;
  }
  return Object.assign(Lazily, { preload });
}

function Missing({ onRetry }: { onRetry: () => void }) {
  return (
    <div class="lazily-wait">
      <Banner
        tone="warning"
        action={
          <>
            <Button size="small" onClick={onRetry}>{t('frame.brokenRetry')}</Button>
            <Button size="small" onClick={() => location.reload()}>{t('frame.reload')}</Button>
          </>
        }
      >
        {t('frame.chunkText')}
      </Banner>
    </div>
  );
}
