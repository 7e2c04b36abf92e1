import { useEffect, useState } from 'preact/hooks';
import type { Channel, ChannelId, User } from '../../protocol';
import { channelOf, inviteTo, loadMembers, membersOf, nameOf } from '../../store';
import { t } from '../../text';
import { Button, Dialog, showToast } from '../../ui';
import { codeWords, errorWords } from '../errors';
import { PeoplePicker } from '../people';
import { titleOf } from './title';

/** As many as the server takes at once. */
const MAX_INVITED = 100;

/** Brings people of the team into a channel. */
export function InviteDialog({ channel: id, onClose }: { channel: ChannelId; onClose: () => void }) {
  const channel = channelOf(id).value;
  return channel ? <Inviter channel={channel} onClose={onClose} /> : null;
}

function Inviter({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const members = new Set(membersOf(channel.id).value);
  useEffect(() => {
    // Only so that members are shown as such; the server knows without it.
    if (membersOf(channel.id).peek() === undefined) loadMembers(channel.id, undefined, 1000).catch(() => undefined);
  }, [channel.id]);
  const invite = async () => {
    setBusy(true);
    setFaults([]);
    try {
      const failed = await inviteTo(channel.id, chosen.map((person) => person.id));
      const done = chosen.length - failed.length;
      if (done > 0) showToast({ text: t('channels.invited', { count: done }), tone: 'success' });
      if (failed.length === 0) return onClose();
      setFaults(failed.map(({ user, error }) => t('channels.inviteFailed', { name: nameOf(chosen.find((person) => person.id === user)), reason: codeWords(error) ?? error })));
      setChosen(chosen.filter((person) => failed.some(({ user }) => user === person.id)));
    } catch (error) {
      setFaults([errorWords(error)]);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      title={t('channels.inviteTo', { name: titleOf(channel) })}
      onClose={onClose}
      footer={
        <Button variant="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void invite()}>
          {t('channels.inviteSubmit', { count: chosen.length })}
        </Button>
      }
    >
      <div class="stack">
        <PeoplePicker
          label={t('channels.inviteSearch')}
          chosen={chosen}
          onChosen={setChosen}
          refuse={(person) => (members.has(person.id) ? t('channels.already') : chosen.length >= MAX_INVITED ? t('frame.error.too_many_users') : undefined)}
        />
        <div role="alert">{faults.map((fault) => <p key={fault}>{fault}</p>)}</div>
      </div>
    </Dialog>
  );
}
