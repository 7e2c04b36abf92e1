import { t } from '../../../text';
import { confirm } from '../../../ui';
import { useAction, type Action } from '../../manage';
import { cancelMove } from '../calls';

/** Asks, and has a team's move undone. */
export function useCancelMove(onDone: () => void): Omit<Action, 'run'> & { cancel(team: string): Promise<void> } {
  const { run, ...state } = useAction();
  return {
    ...state,
    async cancel(team) {
      const isSure = await confirm({
        title: t('operate.move.cancelTitle'),
        text: t('operate.move.cancelText', { team }),
        confirm: t('operate.move.cancel'),
        cancel: t('manage.job.goOn'),
        danger: true,
      });
      if (!isSure) return;
      await run(async () => void (await cancelMove(team)));
      onDone();
    },
  };
}
