import { effect } from '@preact/signals';
import { route } from '../../router';
import { channelOf, session } from '../../store';
import { formatNumber } from '../../text';
import { titleOf } from '../channels';
import { currentChannel } from '../panes';
import { calling } from '../sidebar';

/** Keeps the window's title: how many call, where one is, in which team. Until the returned function is called. */
export function followTitle(): () => void {
  return effect(() => {
    const at = session.value;
    if (at.status !== 'in' || (route.value.name !== 'client' && route.value.name !== 'message' && route.value.name !== 'home')) return;
    const id = currentChannel.value;
    const channel = id === undefined ? undefined : channelOf(id).value;
    const { count, any } = calling.value;
    document.title = titleWith(channel ? [titleOf(channel), at.team.name] : [at.team.name], count, any);
  });
}

/** `(3) #general – Acme`; with nothing but unread messages `• #general – Acme`. */
export function titleWith(names: readonly string[], count: number, any: boolean): string {
  const mark = count > 0 ? `(${formatNumber(count)}) ` : any ? '• ' : '';
  return mark + names.join(' – ');
}
