// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../text';
import { Confirmations } from '../../../ui';
import { violations } from '../../../ui/testing/axe';
import { serve } from '../../testing';
import type { Pair, Shard } from '../bodies';
import { ShardPage } from './ShardPage';
import { Shards } from './Shards';

function shardOf(name: string, more: Partial<Shard> = {}): Shard {
  return {
    name, state: 'active', weight: 1, sync_state: 'synced', epoch: 7, even: { side: 'A', teams: 4 }, odd: { side: 'B', teams: 5 }, teams: 9, estimated_rows: 12_345, estimated_bytes: 6_700_000,
    write_rate: { changes_per_second: 42, bytes_per_second: 9000 }, ...more,
  };
}

const server = { answers: true, serves: true, receives: true, waits_for_acks: true, seconds_behind: 0 };
const pair: Pair = { shard: 's1', state: 'synced', serving_even: 'A', serving_odd: 'B', epoch: 7, a: server, b: server };
const none = { automatic: 'off', proposals: [] };

beforeEach(() => setLanguage('en'));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function answer(name: string): void {
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }));
}

function showOne(): void {
  render(
    <>
      <ShardPage name="s1" />
      <Confirmations />
    </>,
  );
}

describe('shards', () => {
  it('are shown with who serves them and what they bear', async () => {
    serve({
      'GET /admin/shards': { shards: [shardOf('s1'), shardOf('s2', { state: 'draining', draining: { teams_left: 3, moves: 2 }, drained: false })], directory: 'away', silent_silos: 0 },
      'GET /admin/shards/proposals': none,
    });
    render(<Shards />);
    const row = await screen.findByRole('row', { name: /^s1/ });
    for (const text of ['active', 'A: 4', 'B: 5', '12,345', '6.7 MB', '42']) expect(row.textContent).toContain(text);
    expect(screen.getByRole('row', { name: /^s2/ }).textContent).toContain('3 teams left');
    expect(screen.getByText(/directory database does not answer/)).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it('have moves proposed, which are begun after a question', async () => {
    const asked = serve({
      'GET /admin/shards': { shards: [shardOf('s1')], directory: 'ok', silent_silos: 0 },
      'GET /admin/shards/proposals': {
        automatic: 'propose',
        proposals: [{ shard: 's1', changes_per_second: 2500, hot_changes_per_second: 2000, hot_for_seconds: 130, moves: [{ team: 'T1', to: 's2', changes_per_second: 700 }] }],
      },
      'POST /admin/teams/T1/move': { job: {} },
    });
    render(
      <>
        <Shards />
        <Confirmations />
      </>,
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Begin these moves' }));
    expect(asked.some(({ route }) => route.startsWith('POST'))).toBe(false);
    answer('Begin these moves');
    await waitFor(() => expect(asked.find(({ route }) => route === 'POST /admin/teams/T1/move')?.body).toEqual({ shard: 's2' }));
  });
});

describe('a shard', () => {
  const list = (shard: Shard) => ({ shards: [shard, shardOf('s2')], directory: 'ok', silent_silos: 0 });
  const never = () => Response.json({ code: 'comparison_not_found' }, { status: 404 });

  it('is drained after a question, and removed when it is empty', async () => {
    let shard = shardOf('s1', { sync_state: 'single' });
    const asked = serve({
      'GET /admin/shards': () => list(shard),
      'PATCH /admin/shards/s1': () => {
        shard = { ...shard, state: 'draining', drained: true, draining: { teams_left: 0, moves: 0 } };
        return { shard };
      },
      'DELETE /admin/shards/s1': () => {
        shard = { ...shard, state: 'removed' };
        return { shard };
      },
    });
    showOne();
    fireEvent.click(await screen.findByRole('button', { name: 'Drain' }));
    answer('Cancel');
    fireEvent.click(screen.getByRole('button', { name: 'Drain' }));
    await screen.findByRole('dialog', { name: 'Drain s1?' });
    answer('Drain');
    await screen.findByText('It is empty, and can be removed.');
    fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    await screen.findByRole('dialog', { name: 'Remove shard s1?' });
    answer('Remove');
    await screen.findByText('removed');
    expect(asked.filter(({ route }) => !route.startsWith('GET')).map(({ route, body }) => [route, body])).toEqual([
      ['PATCH /admin/shards/s1', { state: 'draining' }],
      ['DELETE /admin/shards/s1', {}],
    ]);
  });

  it('has another weight set, and what is wrong with it is told', async () => {
    const asked = serve({
      'GET /admin/shards': list(shardOf('s1', { sync_state: 'single' })),
      'PATCH /admin/shards/s1': () => Response.json({ code: 'invalid_arguments', errors: { weight: ['Give a number from 1 to 1000.'] } }, { status: 400 }),
    });
    showOne();
    const field = await screen.findByLabelText('Weight');
    fireEvent.input(field, { target: { value: '5000' } });
    fireEvent.submit(field.closest('form')!);
    await screen.findByText('Give a number from 1 to 1000.');
    expect(asked.at(-1)?.body).toEqual({ weight: 5000 });
  });

  it('is split to the shards that are chosen', async () => {
    const asked = serve({ 'GET /admin/shards': list(shardOf('s1', { sync_state: 'single' })), 'POST /admin/shards/s1/split': { teams: ['T1'], jobs: [{}] } });
    showOne();
    fireEvent.click(await screen.findByRole('button', { name: 'Split' }));
    fireEvent.click(screen.getByLabelText('s2'));
    fireEvent.click(screen.getByRole('button', { name: 'Begin to move' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked.find(({ route }) => route.endsWith('/split'))?.body).toEqual({ shard: ['s2'] });
  });

  it('has a server taken over after a question; a refusal is told, an alarm shown', async () => {
    const asked = serve({
      'GET /admin/shards': list(shardOf('s1')),
      'GET /admin/shards/s1/pair': { ...pair, alarm: 'Server A was given up; B serves alone.' },
      'GET /admin/shards/s1/compare': never,
      'POST /admin/shards/s1/pair/takeover?survivor=B': () => Response.json({ code: 'takeover_refused', detail: 'Server B may lack what was acked.' }, { status: 409 }),
    });
    showOne();
    await screen.findByText('Server A was given up; B serves alone.');
    expect(await violations()).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'B takes over' }));
    expect(asked.some(({ route }) => route.startsWith('POST'))).toBe(false);
    answer('B takes over');
    await screen.findByText('Server B may lack what was acked.');
  });

  it('has its servers compared', async () => {
    const comparison = {
      id: 's1-1', kind: 'compare', shard: 's1', state: 'running', repair: false, progress: { teams: 1, teams_total: 4, rows: 100, rows_per_second: 50 },
      ranges: { compared: 2, differed: 1, settled: 1 }, differences: [], repaired: 0, started: 1_700_000_000,
    };
    let job: object | undefined;
    const asked = serve({
      'GET /admin/shards': list(shardOf('s1')),
      'GET /admin/shards/s1/pair': pair,
      'GET /admin/shards/s1/compare': () => (job ? { job } : never()),
      'POST /admin/shards/s1/compare': () => ({ job: (job = comparison) }),
      'DELETE /admin/shards/s1/compare': () => ({ job: (job = { ...comparison, state: 'cancelled', differences: [{ table: 'messages', missing_at_a: 1, missing_at_b: 0, different: 2, repaired: 0 }] }) }),
    });
    showOne();
    await screen.findByText('They have never been compared');
    fireEvent.click(screen.getByLabelText('Make rows equal that differ'));
    fireEvent.click(screen.getByRole('button', { name: 'Begin to compare' }));
    await screen.findByText('1 of 4 teams · 100 rows · 50 rows a second');
    expect(asked.find(({ route }) => route === 'POST /admin/shards/s1/compare')?.body).toEqual({ repair: false });
    fireEvent.click(screen.getByRole('button', { name: 'End the comparison' }));
    answer('End the comparison');
    expect(within(await screen.findByRole('table', { name: 'Differences' })).getByRole('row', { name: /messages/ }).textContent).toBe('messages1020');
  });
});
