import { t } from '../../../text';
import { confirm, showToast } from '../../../ui';
import type { Member } from '../bodies';
import { deactivate, reactivate, setAdmin } from '../calls';
import { useAction, type Action } from '../live/useAction';
import { shownName } from './find';
import type { MemberActions } from './MemberTable';

/** What admins do to a member: asked for again where others feel it, told when it is done. */
export function useMemberActions(
  team: string,
  put: (member: Member) => void,
): Pick<MemberActions, 'setAdmin' | 'deactivate' | 'reactivate'> & Pick<Action, 'error' | 'clear'> {
  const { run, error, clear } = useAction();

  async function change(done: string, work: () => Promise<Member>): Promise<void> {
    if (await run(async () => put(await work()))) showToast({ text: done, tone: 'success' });
  }

  return {
    error,
    clear,
    async setAdmin(member, isAdmin) {
      const name = shownName(member);
      const isSure = await confirm({
        title: t(isAdmin ? 'manage.members.makeAdminTitle' : 'manage.members.unmakeAdminTitle', { name }),
        text: t(isAdmin ? 'manage.members.makeAdminText' : 'manage.members.unmakeAdminText'),
        confirm: t(isAdmin ? 'manage.members.makeAdmin' : 'manage.members.unmakeAdmin'),
        danger: !isAdmin,
      });
      if (isSure)
        await change(t(isAdmin ? 'manage.members.madeAdmin' : 'manage.members.unmadeAdmin', { name }), () => setAdmin(team, member.id, isAdmin));
    },
    async deactivate(member) {
      const name = shownName(member);
      const isSure = await confirm({
        title: t('manage.members.deactivateTitle', { name }),
        text: t('manage.members.deactivateText'),
        confirm: t('manage.members.deactivate'),
        danger: true,
      });
      if (isSure) await change(t('manage.members.deactivatedNow', { name }), () => deactivate(team, member.id));
    },
    async reactivate(member) {
      await change(t('manage.members.reactivatedNow', { name: shownName(member) }), () => reactivate(team, member.id));
    },
  };
}
