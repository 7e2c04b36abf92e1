import { useState } from 'preact/hooks';
import type { Profile, User } from '../../protocol';
import { nameOf, self, setProfile } from '../../store';
import { t } from '../../text';
import { Avatar, Button, Dialog, showToast, TextField } from '../../ui';
import { errorWords } from '../errors';

const fields = ['real_name', 'display_name', 'title', 'phone', 'image_original'] as const;
/** What the server takes of each, in characters. */
const Longest = 256;

type Fields = Record<(typeof fields)[number], string>;

/** One's own profile, to be edited. */
export function ProfileDialog({ onClose }: { onClose: () => void }) {
  const me = self.value;
  return me ? <Editor me={me} onClose={onClose} /> : null;
}

function Editor({ me, onClose }: { me: User; onClose: () => void }) {
  const [typed, setTyped] = useState<Fields>(() => fieldsOf(me.profile));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const changes = changesOf(me.profile, typed);
      if (Object.keys(changes).length > 0) await setProfile(changes);
      showToast({ text: t('people.saved'), tone: 'success' });
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const plain = (name: keyof Fields) => ({ value: typed[name], onValue: (value: string) => setTyped({ ...typed, [name]: value }) });
  const field = (name: keyof Fields) => ({ ...plain(name), maxLength: Longest });
  const picture = typed.image_original.trim();
  const pictureFault = faultOf(picture);
  return (
    <Dialog
      open
      persistent
      title={t('people.editTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" form="people-profile" variant="primary" busy={busy} disabled={pictureFault !== undefined}>{t('people.save')}</Button>
        </>
      }
    >
      <form id="people-profile" class="stack" onSubmit={(event) => void save(event)}>
        <TextField label={t('people.realName')} autoComplete="name" {...field('real_name')} />
        <TextField label={t('people.displayName')} hint={t('people.displayNameHint')} autoComplete="nickname" {...field('display_name')} />
        <TextField label={t('people.titleField')} autoComplete="organization-title" {...field('title')} />
        <TextField label={t('people.phone')} autoComplete="tel" {...field('phone')} />
        <div class="people-picture">
          <Avatar name={typed.display_name || typed.real_name || nameOf(me)} id={me.id} src={pictureFault === undefined && picture !== '' ? picture : undefined} size={48} />
          <TextField label={t('people.picture')} hint={t('people.pictureHint')} type="url" error={pictureFault} {...plain('image_original')} />
        </div>
        <p role="alert">{error !== undefined && errorWords(error)}</p>
      </form>
    </Dialog>
  );
}

function fieldsOf(profile: Profile): Fields {
  return Object.fromEntries(fields.map((name) => [name, profile[name] ?? ''])) as Fields;
}

/** What was changed and nothing else: another window may have changed the rest. */
function changesOf(profile: Profile, typed: Fields): Partial<Profile> {
  return Object.fromEntries(fields.filter((name) => typed[name].trim() !== (profile[name] ?? '')).map((name) => [name, typed[name].trim()]));
}

/** What is wrong with a picture's address. One that is cut where it is pasted would lead elsewhere, so that its length is told instead. */
function faultOf(picture: string): string | undefined {
  if (picture.length > Longest) return t('people.pictureTooLong', { count: picture.length - Longest });
  return picture !== '' && !isAddress(picture) ? t('people.pictureInvalid') : undefined;
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
