// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../text';
import { Confirmations } from '../../../ui';
import { violations } from '../../../ui/testing/axe';
import { serve } from '../../testing';
import { Retention } from './Retention';

const path = '/admin/teams/T1/retention';
const forEver = { messages_days: null, direct_days: null, events_days: null, next_run: null, deleted_messages: 0 };

beforeEach(() => setLanguage('en'));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show() {
  render(
    <>
      <Retention team="T1" />
      <Confirmations />
    </>,
  );
}

describe('retention', () => {
  it('is shortened after a question', async () => {
    const asked = serve({ [`GET ${path}`]: forEver, [`PUT ${path}`]: (body) => ({ ...forEver, ...(body as object), next_run: 1_700_000_000 }) });
    show();
    fireEvent.input(await screen.findByLabelText('Delete public and private messages after (days)'), { target: { value: '365' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Delete them' }));
    await screen.findByText('Next time');
    expect(asked.at(-1)?.body).toEqual({ messages_days: 365, direct_days: null, events_days: null });
    expect(await violations()).toEqual([]);
  });

  it('is lengthened without one', async () => {
    const asked = serve({ [`GET ${path}`]: { ...forEver, messages_days: 30 }, [`PUT ${path}`]: (body) => ({ ...forEver, ...(body as object) }) });
    show();
    fireEvent.input(await screen.findByLabelText('Delete public and private messages after (days)'), { target: { value: '' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(asked.at(-1)?.body).toEqual({ messages_days: null, direct_days: null, events_days: null }));
  });

  it('refuses what is no number of days', async () => {
    const asked = serve({ [`GET ${path}`]: forEver });
    show();
    fireEvent.input(await screen.findByLabelText('Delete direct messages after (days)'), { target: { value: '0' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('Give a whole number of days from 1 to 36500, or nothing.');
    expect(asked).toHaveLength(1);
  });
});
