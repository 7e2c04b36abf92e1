// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../../text';
import { violations } from '../../../ui/testing/axe';
import { serve } from '../../testing';
import { Previews } from './Previews';

const path = '/admin/teams/T1/previews';

beforeEach(() => setLanguage('en'));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('previews', () => {
  it('are switched off for the team', async () => {
    const asked = serve({ [`GET ${path}`]: { enabled: true, denied_domains: ['example.org'] }, [`PUT ${path}`]: (body) => body });
    render(<Previews team="T1" />);
    fireEvent.click(await screen.findByRole('switch'));
    await waitFor(() => expect((screen.getByRole('switch') as HTMLInputElement).checked).toBe(false));
    expect(asked.at(-1)?.body).toEqual({ enabled: false, denied_domains: ['example.org'] });
    expect(await violations()).toEqual([]);
  });

  it('are switched off for a domain, and on again', async () => {
    serve({ [`GET ${path}`]: { enabled: true, denied_domains: [] }, [`PUT ${path}`]: (body) => body });
    render(<Previews team="T1" />);
    const field = await screen.findByLabelText('Domain');
    const add = (text: string) => {
      fireEvent.input(field, { target: { value: text } });
      fireEvent.submit(field.closest('form')!);
    };
    add('no domain');
    await screen.findByText('Give a domain such as example.org.');
    add('https://Example.org/page');
    fireEvent.click(await screen.findByRole('button', { name: 'Remove example.org' }));
    await screen.findByText('All domains get previews');
  });
});
