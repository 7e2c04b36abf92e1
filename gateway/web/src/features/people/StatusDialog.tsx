import { useState } from 'preact/hooks';
import { Emoji, EmojiButton } from '../../emoji';
import type { Profile, User } from '../../protocol';
import { self, setProfile } from '../../store';
import { t } from '../../text';
import { Button, Dialog, Select, TextField } from '../../ui';
import { errorWords } from '../errors';
import { durations, expirationOf, formatUntil, statusOf, type Choice } from './status';
import './people.css';

/** Where none was chosen. */
const NO_EMOJI = 'speech_balloon';
const MAX_TEXT = 100;

const ideas = [
  { emoji: 'calendar', text: 'people.ideaMeeting', duration: 'hour' },
  { emoji: 'bus', text: 'people.ideaCommuting', duration: 'halfHour' },
  { emoji: 'face_with_thermometer', text: 'people.ideaSick', duration: 'today' },
  { emoji: 'palm_tree', text: 'people.ideaHoliday', duration: 'never' },
  { emoji: 'house_with_garden', text: 'people.ideaHome', duration: 'today' },
] as const;

const names = {
  never: 'people.statusNever',
  halfHour: 'people.statusHalfHour',
  hour: 'people.statusHour',
  fourHours: 'people.statusFourHours',
  today: 'people.statusToday',
  week: 'people.statusWeek',
} as const;

/** What one is doing, with an emoji, and until when. */
export function StatusDialog({ onClose }: { onClose: () => void }) {
  const me = self.value;
  return me ? <Editor me={me} onClose={onClose} /> : null;
}

function Editor({ me, onClose }: { me: User; onClose: () => void }) {
  const before = statusOf(me.profile, Date.now());
  const [text, setText] = useState(before?.text ?? '');
  const [emoji, setEmoji] = useState(before?.emoji ?? '');
  const [duration, setDuration] = useState<Choice>(!before ? 'today' : before.until === undefined ? 'never' : 'kept');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = async (fields: Partial<Profile>) => {
    setBusy(true);
    setError(undefined);
    try {
      await setProfile(fields);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const kept = before?.until === undefined ? [] : [{ value: 'kept' as const, label: t('people.statusKept', { time: formatUntil(before.until) }) }];
  const submit = (event: Event) => {
    event.preventDefault();
    const shown = emoji === '' && text.trim() !== '' ? NO_EMOJI : emoji;
    void save({ status_text: text.trim(), status_emoji: shown === '' ? '' : `:${shown}:`, status_expiration: duration === 'kept' ? (me.profile.status_expiration ?? 0) : expirationOf(duration, Date.now()) });
  };
  return (
    <Dialog
      open
      title={t('people.statusTitle')}
      onClose={onClose}
      footer={
        <>
          {before && (
            <Button variant="quiet" onClick={() => void save({ status_text: '', status_emoji: '', status_expiration: 0 })}>{t('people.statusClear')}</Button>
          )}
          <Button type="submit" form="people-status" variant="primary" busy={busy} disabled={text.trim() === '' && emoji === ''}>{t('people.save')}</Button>
        </>
      }
    >
      <form id="people-status" class="stack" onSubmit={submit}>
        <div class="people-status-field">
          <EmojiButton class="people-emoji" label={t('people.statusEmoji')} placement="bottom-start" onPick={setEmoji}><Emoji name={emoji || NO_EMOJI} /></EmojiButton>
          <TextField label={t('people.statusText')} maxLength={MAX_TEXT} value={text} onValue={setText} />
        </div>
        <Select<Choice>
          label={t('people.statusClearAfter')}
          value={duration}
          options={[...kept, ...durations.map((value) => ({ value, label: t(names[value]) }))]}
          onValue={setDuration}
        />
        <div role="group" aria-label={t('people.statusIdeas')} class="row">
          {ideas.map((idea) => (
            <Button
              key={idea.emoji}
              size="small"
              onClick={() => {
                setEmoji(idea.emoji);
                setText(t(idea.text));
                setDuration(idea.duration);
              }}
            >
              <Emoji name={idea.emoji} /> {t(idea.text)}
            </Button>
          ))}
        </div>
        <p role="alert">{error !== undefined && errorWords(error)}</p>
      </form>
    </Dialog>
  );
}
