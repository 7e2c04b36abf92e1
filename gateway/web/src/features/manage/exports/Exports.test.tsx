// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../text';
import { Toasts } from '../../../ui';
import { violations } from '../../../ui/testing/axe';
import { serve } from '../../testing';
import type { Job } from '../bodies';
import type { ExportReport } from '../jobs/reports';
import { FakeEvents, fakeBrowser, jobOf } from '../testing/fakes';
import { Exports } from './Exports';

const list = 'GET /admin/jobs?team=T1&kind=export&limit=1000';
const begin = 'POST /admin/teams/T1/exports';
const report: ExportReport = {
  users: 5, channels: 2, messages: 700, days: 30, bytes: 1_400_000, sha256: 'ab12', operator_only: false, url: '/admin/jobs/T1-J1/file?expires=1&signature=s', expires: 4_000_000_000,
};

function exportOf(state: Job['state'], more: Partial<Job> = {}): Job {
  return jobOf('T1-J1', state, { kind: 'export', ...more });
}

beforeEach(() => {
  setLanguage('en');
  fakeBrowser();
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(isOperator = false): void {
  render(
    <>
      <Exports team="T1" isOperator={isOperator} />
      <Toasts />
    </>,
  );
}

const submit = () => fireEvent.submit(screen.getByLabelText('Channels').closest('form')!);

describe('an export', () => {
  it('is begun, followed, and downloaded', async () => {
    const asked = serve({ [list]: { jobs: [], silent_shards: [] }, [begin]: { job: exportOf('queued') } });
    show();
    await screen.findByText('No exports yet');
    expect(await violations()).toEqual([]);
    fireEvent.input(screen.getByLabelText('Channels'), { target: { value: '#general, random' } });
    submit();
    await waitFor(() => expect(FakeEvents.last?.path).toBe('/admin/jobs/T1-J1/events'));
    expect(asked.find(({ route }) => route === begin)?.body).toEqual({ channels: ['general', 'random'] });
    act(() => FakeEvents.last!.tell(exportOf('running', { progress: { done: 350, total: 700, unit: 'messages', rate: 100 } })));
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.5');
    act(() => FakeEvents.last!.tell(exportOf('done', { ended: 1_700_000_007, report })));
    const link = await screen.findByRole('link', { name: 'Download' });
    expect(link.getAttribute('href')).toBe(report.url);
    expect(screen.getByText('1.4 MB')).toBeTruthy();
  });

  it('is not begun backwards', async () => {
    const asked = serve({ [list]: { jobs: [], silent_shards: [] } });
    show();
    fireEvent.input(screen.getByLabelText('From'), { target: { value: '2026-02-01' } });
    fireEvent.input(screen.getByLabelText('To, this day included'), { target: { value: '2026-01-01' } });
    submit();
    expect(screen.getByText('Give a day that is not before the first.')).toBeTruthy();
    expect(asked.some(({ route }) => route === begin)).toBe(false);
  });

  it('holds private conversations for operators alone', async () => {
    const asked = serve({ [list]: { jobs: [], silent_shards: [] }, [begin]: { job: exportOf('queued') } });
    show();
    expect(screen.queryByLabelText('Direct messages')).toBeNull();
    cleanup();
    show(true);
    fireEvent.click(screen.getByLabelText('Private channels'));
    fireEvent.click(screen.getByLabelText('Direct messages'));
    submit();
    await waitFor(() => expect(asked.find(({ route }) => route === begin)?.body).toEqual({ include_private: true, include_direct: true }));
  });

  it('has no file when that has expired, or is not for the reader', async () => {
    const { url: _, ...closed } = report;
    serve({
      [list]: {
        jobs: [exportOf('done', { report: { ...report, expires: 1_700_000_000 } }), { ...exportOf('done', { report: { ...closed, operator_only: true } }), id: 'T1-J2' }],
        silent_shards: [],
      },
    });
    show();
    await screen.findByText('No longer kept. Export anew.');
    expect(screen.getByText(/Holds private conversations/)).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Download' })).toBeNull();
  });

  it('tells which channel there is not', async () => {
    serve({ [list]: { jobs: [], silent_shards: [] }, [begin]: () => Response.json({ code: 'channel_not_found', detail: 'There is no channel plans.' }, { status: 404 }) });
    show();
    submit();
    expect((await screen.findByRole('alert')).textContent).toContain('There is no channel plans.');
  });
});
