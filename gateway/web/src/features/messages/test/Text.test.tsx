// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wire } from '../../../store';
import { setLanguage } from '../../../text';
import { channel, serve, signedIn } from '../../testing';
import { Text } from '../Text';

beforeEach(() => {
  setLanguage('en');
  wire({ nextFrame: (run) => run() });
  signedIn({ channels: [channel('C1', 'general')] });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('a text', () => {
  it('calls a channel by its name, also one that its reader has not heard of, which is asked for once', async () => {
    const asked = serve({ 'POST /api/conversations.info': { ok: true, channel: channel('C2', 'plans') } });
    render(<Text text="See <#C2>, <#C2> and <#C1>" />);
    expect((await screen.findAllByRole('link', { name: '#plans' })).map((link) => link.getAttribute('href'))).toEqual(['/client/C2', '/client/C2']);
    expect(screen.getByRole('link', { name: '#general' })).toBeTruthy();
    expect(asked).toMatchObject([{ body: { channel: 'C2' } }]);
  });

  it('calls one that its reader may not see by what the message calls it, or by its id', async () => {
    const asked = serve({ 'POST /api/conversations.info': { ok: false, error: 'channel_not_found' } });
    const { rerender } = render(<Text text="<#C3|secret> <#C3>" />);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    rerender(<Text text="again <#C3|secret> <#C3>" />);
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['#secret', '#C3']);
    expect(asked).toHaveLength(1);
  });
});
