// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { navigate, route, startRouter } from '../../../router';
import { endSession } from '../../../store';
import { setLanguage } from '../../../text';
import { Confirmations } from '../../../ui';
import { violations } from '../../../ui/testing/axe';
import { serve } from '../../testing';
import { FakeEvents, fakeBrowser, FakeRequest, importReport, jobOf } from '../testing/fakes';
import { Imports } from './Imports';
import { cancelUpload, upload } from './uploads';

const list = 'GET /admin/jobs?team=T1&kind=import&limit=1000';
const running = jobOf('T1-J1', 'running', { progress: { done: 1000, total: 4000, unit: 'messages', rate: 500 } });

let stop: () => void;

beforeEach(() => {
  setLanguage('en');
  fakeBrowser();
  stop = startRouter();
  navigate('/manage/import');
});

afterEach(async () => {
  cleanup();
  stop();
  cancelUpload();
  await waitFor(() => expect(upload.value).toBeNull());
  vi.unstubAllGlobals();
});

function Here() {
  const job = route.value.name === 'manage' ? route.value.path.split('/')[1] : undefined;
  return (
    <>
      <Imports team="T1" job={job} path={(id) => (id ? `/manage/import/${id}` : '/manage/import')} />
      <Confirmations />
    </>
  );
}

function give(file: File): void {
  const input = screen.getByLabelText('The export’s zip file');
  Object.defineProperty(input, 'files', { configurable: true, value: [file] });
  fireEvent.change(input);
}

const zip = new File(['PK and so on'], 'export.zip');

describe('an import', () => {
  it('that is on its way, or failed, goes with the session of who began it', async () => {
    serve({ [list]: { jobs: [], silent_shards: [] } });
    render(<Here />);
    await screen.findByText('Nothing was imported yet');
    give(zip);
    endSession();
    expect(FakeRequest.last.isAborted).toBe(true);
    await waitFor(() => expect(upload.value).toBeNull());
    give(zip);
    FakeRequest.last.onerror?.();
    await waitFor(() => expect(upload.value?.state).toBe('failed'));
    endSession();
    expect(upload.value).toBeNull();
  });

  it('is uploaded with its progress, followed, and reported', async () => {
    serve({ [list]: { jobs: [], silent_shards: [] }, 'GET /admin/jobs/T1-J1': { job: running } });
    render(<Here />);
    await screen.findByText('Nothing was imported yet');
    expect(await violations()).toEqual([]);

    give(zip);
    expect(FakeRequest.last.path).toBe('/admin/teams/T1/imports');
    expect(FakeRequest.last.headers).toMatchObject({ 'Content-Type': 'application/zip', 'X-Chat-Web': '1' });
    act(() => FakeRequest.last.sent(3_000_000, 12_000_000));
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.25');
    expect(screen.getByText(/3 MB of 12 MB \(25%\)/)).toBeTruthy();
    act(() => FakeRequest.last.sent(12_000_000, 12_000_000));
    expect(screen.getByRole('progressbar').hasAttribute('value')).toBe(false);
    expect(screen.getByText(/The server puts it away/)).toBeTruthy();
    act(() => FakeRequest.last.answer(202, { job: running }));

    await waitFor(() => expect(location.pathname).toBe('/manage/import/T1-J1'));
    expect(await screen.findByText('1,000 of 4,000 messages · 500 a second · 6 sec left')).toBeTruthy();
    await waitFor(() => expect(FakeEvents.last?.path).toBe('/admin/jobs/T1-J1/events'));
    act(() => FakeEvents.last!.tell({ ...running, progress: { done: 3000, total: 4000, unit: 'messages', rate: 1000 } }));
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.75');

    act(() => FakeEvents.last!.tell(jobOf('T1-J1', 'done', { ended: 1_700_000_008, report: importReport })));
    expect(await screen.findByText('90 lines left out')).toBeTruthy();
    expect(screen.getByText('These are the first 40 of 90; the counts above tell of all.')).toBeTruthy();
    const lines = screen.getByRole('table', { name: 'What was left out' });
    expect(within(lines).getAllByRole('row')).toHaveLength(21);
    fireEvent.click(within(screen.getByRole('navigation', { name: 'What was left out' })).getByRole('button', { name: 'Next' }));
    expect(within(lines).getAllByRole('row').at(-1)?.textContent).toContain('40');
    expect(screen.getByText('The channel general is named general-2.')).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it('is not begun with a file that can be none', async () => {
    serve({ [list]: { jobs: [], silent_shards: [] } });
    render(<Here />);
    give(new File(['[]'], 'users.json'));
    expect(screen.getByRole('alert').textContent).toContain('“users.json” is no zip file');
    give(new File([], 'export.zip'));
    expect(screen.getByRole('alert').textContent).toContain('“export.zip” is empty');
    expect(upload.value).toBeNull();
  });

  it('says why an upload was refused, and takes another', async () => {
    serve({ [list]: { jobs: [], silent_shards: [] } });
    render(<Here />);
    give(zip);
    act(() => FakeRequest.last.answer(400, { code: 'invalid_archive', detail: 'The file is no zip archive.' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The file is no zip archive.');
    give(zip);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('progressbar')).toBeTruthy();
  });

  it('can be given up while it is uploaded', async () => {
    serve({ [list]: { jobs: [], silent_shards: [] } });
    render(<Here />);
    give(zip);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel the upload' }));
    await screen.findByRole('button', { name: 'Choose a zip file' });
    expect(FakeRequest.last.isAborted).toBe(true);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('goes on while its reader looks at another page', () => {
    serve({ [list]: { jobs: [], silent_shards: [] } });
    const { unmount } = render(<Here />);
    give(zip);
    unmount();
    expect(FakeRequest.last.isAborted).toBe(false);
    render(<Here />);
    act(() => FakeRequest.last.sent(6, 12));
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.5');
  });

  it('is cancelled after a question', async () => {
    const asked = serve({
      [list]: { jobs: [running], silent_shards: [] },
      'GET /admin/jobs/T1-J1': { job: running },
      'DELETE /admin/jobs/T1-J1': { job: { ...running, is_cancelling: true } },
    });
    navigate('/manage/import/T1-J1');
    render(<Here />);
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Let it go on' }));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.getByRole('dialog')).toBeTruthy());
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Cancel' }));
    await screen.findByText('Being undone');
    expect(asked.filter(({ route }) => route.startsWith('DELETE'))).toHaveLength(1);
    act(() => FakeEvents.last!.tell(jobOf('T1-J1', 'cancelled', { ended: 1_700_000_009 })));
    await screen.findByText('The import was cancelled, and what it had written was removed.');
  });

  it('tells in words what is wrong with an archive, and does not offer to try the same again', async () => {
    setLanguage('de');
    const failed = jobOf('T1-J1', 'failed', { ended: 1_700_000_001, error: 'invalid_export: general/2020-01-01.json ends inside element 3. Take the export again.' });
    serve({ 'GET /admin/jobs/T1-J1': { job: failed } });
    navigate('/manage/import/T1-J1');
    render(<Here />);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Das Archiv ist kein Slack-Export');
    expect(within(alert).getByText(/ends inside element 3/).lang).toBe('en');
    expect(screen.queryByRole('button', { name: 'Erneut versuchen' })).toBeNull();
  });

  it('is listed with what it brought', async () => {
    serve({ [list]: { jobs: [jobOf('T1-J0', 'done', { ended: 1_700_000_065, report: importReport })], silent_shards: [] } });
    render(<Here />);
    const row = (await screen.findAllByRole('row'))[1];
    expect(row?.textContent).toContain('4,500');
    expect(row?.textContent).toContain('1 min 5 sec');
    expect(within(row!).getByRole('link').getAttribute('href')).toBe('/manage/import/T1-J0');
  });
});
