import { t } from '../../../text';
import { confirm, showToast } from '../../../ui';
import { cancelJob, rerunJob, useAction, type Action, type Job } from '../../manage';

export interface JobActions extends Omit<Action, 'run'> {
  cancel(job: Job): Promise<void>;
  rerun(job: Job): Promise<void>;
}

/** What is done to a job in a list. */
export function useJobActions(onDone: () => void): JobActions {
  const { run, ...state } = useAction();
  return {
    ...state,
    async cancel(job) {
      const isSure = await confirm({
        title: t('manage.job.cancelTitle'),
        text: t(job.kind === 'import' ? 'manage.job.cancelImportText' : 'manage.job.cancelText'),
        confirm: t('manage.job.cancel'),
        cancel: t('manage.job.goOn'),
        danger: true,
      });
      if (!isSure) return;
      await run(async () => void (await cancelJob(job.id)));
      onDone();
    },
    async rerun(job) {
      if (await run(async () => void (await rerunJob(job.id)))) showToast({ text: t('operate.jobs.rerun'), tone: 'success' });
      onDone();
    },
  };
}
