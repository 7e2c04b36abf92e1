import type { ComponentChildren, ComponentType } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../text';
import { Banner, classes, Icon, Popover, Spinner, type IconName, type Placement } from '../ui';
import type { CustomEmoji } from './names';
import type { PickerProps } from './picker/Picker';
import { loadEmoji } from './table';

export interface EmojiButtonProps {
  label: string;
  /** The chosen name, with its tone, without colons. */
  onPick: (name: string) => void;
  custom?: CustomEmoji | undefined;
  icon?: IconName | undefined;
  size?: 'small' | 'medium' | undefined;
  /** What the button shows instead of an icon. */
  children?: ComponentChildren;
  class?: string | undefined;
  placement?: Placement | undefined;
  onOpen?: ((open: boolean) => void) | undefined;
}

/** A button that opens the picker, which is loaded when it is first wanted. */
export function EmojiButton({ label, onPick, custom, icon = 'smile', size, children, class: className, placement = 'top-end', onOpen }: EmojiButtonProps) {
  const [open, setOpen] = useState(false);
  const [Picker, setPicker] = useState<ComponentType<PickerProps> | 'failed'>();
  const button = useRef<HTMLButtonElement>(null);
  const show = (next: boolean) => {
    setOpen(next);
    onOpen?.(next);
    if (next && typeof Picker !== 'function') loadPicker().then((loaded) => setPicker(() => loaded), () => setPicker('failed'));
  };
  const shape = classes('ui-button ui-button-icon ui-button-quiet', size === 'small' && 'ui-button-small');
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        data-tooltip={open ? undefined : label}
        class={classes(!children && shape, className)}
        onClick={() => show(!open)}
      >
        {children || <Icon name={icon} size={size === 'small' ? 16 : 18} />}
      </button>
      <Popover open={open} anchor={button} placement={placement} label={t('emoji.pick')} onClose={() => show(false)}>
        {typeof Picker === 'function' ? (
          <Picker
            custom={custom}
            onPick={(name) => {
              show(false);
              onPick(name);
            }}
          />
        ) : Picker === 'failed' ? (
          <Banner tone="danger">{t('emoji.failed')}</Banner>
        ) : (
          <Spinner label={t('ui.loading')} />
        )}
      </Popover>
    </>
  );
}

/** The picker and what it shows, together: so that it opens whole. */
async function loadPicker(): Promise<ComponentType<PickerProps>> {
  const [{ Picker }] = await Promise.all([import('./picker/Picker'), loadEmoji()]);
  return Picker;
}
