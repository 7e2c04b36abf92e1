import { useRef, useState } from 'preact/hooks';
import { t } from '../../../text';
import { announce, Button, TextField } from '../../../ui';
import { copyText } from './copy';
import './parts.css';

interface SecretProps {
  label: string;
  value: string;
  hint?: string;
}

/** Something to be copied, shown whole; where the browser forbids copying, it is marked for the reader to copy. */
export function Secret({ label, value, hint }: SecretProps) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState<'copied' | 'marked'>();

  async function copy(): Promise<void> {
    const isCopied = await copyText(value);
    if (!isCopied) field.current?.select();
    setSaid(isCopied ? 'copied' : 'marked');
    announce(t(isCopied ? 'manage.copied' : 'manage.copyByHand'));
  }

  return (
    <div class="manage-secret">
      <TextField
        label={label}
        value={value}
        onValue={() => undefined}
        readOnly
        inputRef={field}
        onFocus={(event) => event.currentTarget.select()}
        autoComplete="off"
        spellcheck={false}
        hint={said === 'marked' ? t('manage.copyByHand') : hint}
      />
      <Button icon={said === 'copied' ? 'check' : 'copy'} onClick={() => void copy()}>
        {t(said === 'copied' ? 'manage.copied' : 'manage.copy')}
      </Button>
    </div>
  );
}
