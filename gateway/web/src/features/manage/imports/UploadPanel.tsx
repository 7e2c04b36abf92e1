import { useRef, useState } from 'preact/hooks';
import { formatBytes, formatDuration, formatPercent, t } from '../../../text';
import { Button, ProgressBar } from '../../../ui';
import { Card } from '../area/Area';
import type { Job } from '../bodies';
import { Problem } from '../parts/Problem';
import { cancelUpload, startUpload, upload, type Upload } from './uploads';
import './imports.css';

interface UploadPanelProps {
  team: string;
  onJob: (job: Job) => void;
}

/** Takes the zip of a Slack export, by choice or by dropping it, and shows how far it has gone. */
export function UploadPanel({ team, onJob }: UploadPanelProps) {
  const now = upload.value;
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const [mistake, setMistake] = useState<string>();
  const isSending = now !== null && now.state !== 'failed';

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    const wrong = wrongWith(file);
    setMistake(wrong);
    if (wrong) return;
    const job = await startUpload(team, file);
    if (job) onJob(job);
  }

  if (isSending) return <Sending now={now} />;
  return (
    <Card title={t('manage.import.upload')}>
      {now?.state === 'failed' && <Problem error={now.error} onDismiss={cancelUpload} />}
      <div
        class={isOver ? 'imports-drop imports-drop-over' : 'imports-drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          void take(event.dataTransfer?.files[0]);
        }}
      >
        <input
          ref={input}
          class="visually-hidden"
          type="file"
          accept=".zip,application/zip"
          aria-label={t('manage.import.file')}
          tabIndex={-1}
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            // The same file can be chosen again.
            event.currentTarget.value = '';
          }}
        />
        <Button variant="primary" icon="upload" onClick={() => input.current?.click()}>
          {t('manage.import.choose')}
        </Button>
        <p class="soft">{t('manage.import.drop')}</p>
      </div>
      {mistake && (
        <p class="imports-mistake" role="alert">
          {mistake}
        </p>
      )}
    </Card>
  );
}

function Sending({ now }: { now: Upload }) {
  return (
    <Card
      title={t('manage.import.sending', { name: now.name })}
      actions={
        <Button size="small" onClick={cancelUpload}>
          {t('manage.import.cancelUpload')}
        </Button>
      }
    >
      <ProgressBar
        label={t('manage.import.sent')}
        hideLabel
        value={now.state === 'storing' ? undefined : now.size > 0 ? now.sent / now.size : 0}
        detail={uploadText(now)}
      />
      <p class="soft small">{t('manage.import.stay')}</p>
    </Card>
  );
}

/** `12 MB of 80 MB (15 %) · 4 MB/s · 17 s left` */
export function uploadText({ sent, size, rate, state }: Upload): string {
  if (state === 'storing') return t('manage.import.storing', { size: formatBytes(size) });
  const parts = [t('manage.import.sentOf', { sent: formatBytes(sent), size: formatBytes(size), share: formatPercent(size > 0 ? sent / size : 0) })];
  if (rate !== null && rate > 0)
    parts.push(t('manage.import.speed', { speed: formatBytes(rate) }), t('manage.left', { time: formatDuration((size - sent) / rate) }));
  return parts.join(' · ');
}

/** What can be told without reading it. */
export function wrongWith(file: Pick<File, 'name' | 'size'>): string | undefined {
  if (file.size === 0) return t('manage.import.empty', { name: file.name });
  if (!file.name.toLowerCase().endsWith('.zip')) return t('manage.import.noZip', { name: file.name });
  return undefined;
}
