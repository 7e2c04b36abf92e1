// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render as renderAll, screen } from '@testing-library/preact';
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../text';
import { lazily } from '.';

const Big = ({ name }: { name: string }) => <p>Big {name}</p>;

beforeEach(() => setLanguage('en'));
afterEach(cleanup);

describe('what is fetched lazily', () => {
  it('is shown when it has come, and at once the next time', async () => {
    const Lazy = lazily(() => Promise.resolve(Big));
    const { unmount } = renderAll(<Lazy name="one" />);
    expect(screen.getByText('Loading…')).toBeTruthy();
    expect(await screen.findByText('Big one')).toBeTruthy();
    unmount();
    renderAll(<Lazy name="two" />);
    expect(screen.getByText('Big two')).toBeTruthy();
  });

  it('is shown also when it was fetched beforehand, just after it was drawn as missing', async () => {
    const Lazy = lazily(() => Promise.resolve(Big));
    const place = document.body.appendChild(document.createElement('div'));
    // Without act, effects wait for the next frame, as they do in a browser.
    render(<Lazy name="one" />, place);
    expect(place.textContent).toContain('Loading…');
    await Lazy.preload();
    await vi.waitFor(() => expect(place.textContent).toBe('Big one'));
    render(null, place);
    place.remove();
  });

  it('is asked for again when it could not be had', async () => {
    let fails = true;
    const Lazy = lazily(() => (fails ? Promise.reject(new Error('offline')) : Promise.resolve(Big)));
    renderAll(<Lazy name="one" />);
    const again = await screen.findByRole('button', { name: 'Try again' });
    fails = false;
    await act(async () => void fireEvent.click(again));
    expect(await screen.findByText('Big one')).toBeTruthy();
  });
});
