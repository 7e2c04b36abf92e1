// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../text';
import { Confirmations } from '../../../ui';
import { violations } from '../../../ui/testing/axe';
import { jobOf } from '../../manage/testing/fakes';
import { serve } from '../../testing';
import { Jobs } from './Jobs';

const dead = jobOf('T1-J1', 'failed', { kind: 'unfurl', ended: 1_700_000_100, attempts: 5, error: 'service_unavailable: The shard was away.' });

beforeEach(() => setLanguage('en'));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('jobs', () => {
  it('that are dead letters say why, and are tried again', async () => {
    let jobs = [dead];
    const asked = serve({
      'GET /admin/jobs?limit=200': () => ({ jobs: [jobOf('T1-J2', 'running'), ...jobs], silent_shards: ['s3'] }),
      'GET /admin/jobs?state=failed&limit=200': () => ({ jobs, silent_shards: [] }),
      'POST /admin/jobs/T1-J1/rerun': () => {
        jobs = [];
        return { job: { ...dead, state: 'queued' } };
      },
    });
    render(<Jobs />);
    await screen.findByText('These shards did not answer, and their jobs are missing: s3');
    expect(await violations()).toEqual([]);
    fireEvent.change(screen.getByLabelText('State'), { target: { value: 'failed' } });
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(screen.getByText('The shard was away.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try again: T1-J1' }));
    await screen.findByText('No dead letters');
    expect(asked.filter(({ route }) => route.startsWith('POST'))).toHaveLength(1);
  });

  it('are those of one team once its id is whole', async () => {
    const asked = serve({ 'GET /admin/jobs?limit=200': { jobs: [], silent_shards: [] }, 'GET /admin/jobs?team=T0000001A&limit=200': { jobs: [jobOf('T0000001A-J1', 'done')], silent_shards: [] } });
    render(<Jobs />);
    await screen.findByText('No jobs');
    for (const value of ['T', 't0000001a', 'T0000001A']) fireEvent.input(screen.getByLabelText('Team'), { target: { value } });
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(new Set(asked.map(({ route }) => route)).size).toBe(2);
  });

  it('are cancelled after a question', async () => {
    const asked = serve({ 'GET /admin/jobs?limit=200': { jobs: [jobOf('T1-J2', 'running')], silent_shards: [] }, 'DELETE /admin/jobs/T1-J2': { job: jobOf('T1-J2', 'cancelled') } });
    render(
      <>
        <Jobs />
        <Confirmations />
      </>,
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel T1-J2' }));
    expect(asked.some(({ route }) => route.startsWith('DELETE'))).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(asked.some(({ route }) => route === 'DELETE /admin/jobs/T1-J2')).toBe(true));
  });
});
