// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../text';
import { Confirmations } from '../../../ui';
import { violations } from '../../../ui/testing/axe';
import { serve } from '../../testing';
import type { Move, MoveState } from '../bodies';
import { Moves } from './Moves';

function moveOf(team: string, state: MoveState, more: Partial<Move> = {}): Move {
  return { id: `${team}-1`, kind: 'move', team, from: 's1', to: 's2', state, progress: { done: 10, total: 40, unit: 'rows', rate: 5 }, started: 1_700_000_000, ...more };
}

beforeEach(() => setLanguage('en'));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('moves', () => {
  it('are shown with their phases, and cancelled only before the switch', async () => {
    const asked = serve({
      'GET /admin/shards': { shards: [], directory: 'ok', silent_silos: 0 },
      'GET /admin/moves': { jobs: [moveOf('T1', 'running'), moveOf('T2', 'clearing', { held_ms: 12.3 }), moveOf('T3', 'failed', { ended: 1_700_000_060, error: 'The target was away. Try again.' })] },
      'DELETE /admin/teams/T1/move': { job: moveOf('T1', 'cancelling') },
    });
    render(
      <>
        <Moves />
        <Confirmations />
      </>,
    );
    await screen.findByText('arrived, clearing up');
    expect(screen.getByText('12.3 ms')).toBeTruthy();
    expect(screen.getByText('The target was away. Try again.')).toBeTruthy();
    expect(screen.getByText('No other shard is active: there is nowhere to go. Add one, or make one active.')).toBeTruthy();
    expect(await violations()).toEqual([]);
    expect(screen.queryByRole('button', { name: 'Cancel the move of T2' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel the move of T1' }));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(asked.some(({ route }) => route === 'DELETE /admin/teams/T1/move')).toBe(true));
  });
});
