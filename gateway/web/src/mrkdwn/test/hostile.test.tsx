// @vitest-environment happy-dom
import { render } from '@testing-library/preact';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mrkdwn, type Parts } from '../Mrkdwn';
import { parse } from '../parse';
import { plain } from '../plain';

const parts: Parts = {
  user: id => <span>{`@${id}`}</span>,
  channel: id => <span>{`#${id}`}</span>,
  everybody: text => <span>{text}</span>,
  emoji: () => null,
  date: () => null,
};

const ELEMENTS = new Set(['A', 'B', 'BLOCKQUOTE', 'BR', 'CODE', 'EM', 'LI', 'MARK', 'OL', 'PRE', 'S', 'SPAN', 'STRONG', 'UL']);
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  class: /^mrkdwn-[a-z]+( is-depth-[0-5])?$/,
  tabindex: /^0$/,
  value: /^\d+$/,
  target: /^_blank$/,
  rel: /^noopener noreferrer$/,
  href: /^(https?:\/\/|mailto:)/,
};

function draw(text: string, highlight = false): Element {
  return render(<Mrkdwn text={text} parts={parts} highlight={highlight} />).container;
}

/** Everything that was drawn is one of the few elements that texts are made of, with nothing on it that could do anything. */
function expectHarmless(container: Element): void {
  for (const element of container.querySelectorAll('*')) {
    expect(ELEMENTS).toContain(element.tagName);
    for (const { name, value } of Array.from(element.attributes)) {
      expect(Object.keys(ATTRIBUTES)).toContain(name);
      expect(value).toMatch(ATTRIBUTES[name]!);
    }
  }
}

const ATTACKS = [
  '<script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&lt;img src=x onerror=alert(1)&gt;',
  '<img src=x onerror=alert(1)>',
  '<javascript:alert(1)>',
  '<javascript:alert(1)|https://good.example>',
  '<JaVaScRiPt:alert(1)|x>',
  '<java\tscript:alert(1)|x>',
  '< javascript:alert(1)|x>',
  '<\u0001javascript:alert(1)|x>',
  '<data:text/html,%3Cscript%3Ealert(1)%3C/script%3E|x>',
  '<vbscript:x|x>',
  '<file:///etc/passwd|x>',
  '<blob:https://a.example/1|x>',
  '<//evil.example|x>',
  '</api/auth.revoke|x>',
  '<https://a.example" onmouseover="alert(1)|x>',
  '<https://a.example|"><script>alert(1)</script>>',
  '<@U1|<script>>',
  '<@U1" onclick="alert(1)>',
  '<#C1|&lt;b&gt;>',
  '<!date^1^{date}^javascript:alert(1)|x>',
  '```<script>alert(1)</script>```',
  '`<img src=x onerror=alert(1)>`',
  '&gt; <script>alert(1)</script>',
  '• <script>alert(1)</script>',
  ':<script>:',
  '__proto__ *constructor* :__proto__: <!__proto__>',
];

describe('hostile texts', () => {
  for (const attack of ATTACKS) {
    it(`stay texts: ${JSON.stringify(attack)}`, () => {
      expectHarmless(draw(attack));
      expectHarmless(draw(attack, true));
    });
  }

  it('lead nowhere but where they say, in a window of their own', () => {
    const link = draw('<https://a.example/x?a=1&amp;b=2|here>').querySelector('a')!;
    expect(link.getAttribute('href')).toBe('https://a.example/x?a=1&b=2');
    expect(link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(link.textContent).toBe('here');
    expect(draw('<javascript:alert(1)|x>').querySelector('a')).toBeNull();
  });

  it('show what was escaped as it was typed', () => {
    expect(draw('&lt;b&gt; &amp;lt;').textContent).toBe('<b> &lt;');
  });

  it('are harmless however they are put together', () => {
    const piece = fc.constantFrom(
      '<', '>', '|', '&lt;', '&gt;', '&amp;', '*', '_', '~', '`', '```', ':', '\n', ' ', '•', '- ', '1. ', '@U1', '#C1', '!here', '!date^1^{date}^',
      'https://a.example', 'javascript:', 'mailto:a@b.example', 'data:text/html,', '"', '\'', '=', 'onclick', '<script>', '\uE000', '\uE001', 'a', 'é', '😀', '\u0000', '\ud800',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
      const container = draw(pieces.join(''), true);
      expectHarmless(container);
      container.remove();
    }), { numRuns: 300 });
  });

  it('lose no text', () => {
    const word = fc.constantFrom('a', 'b ', ' c', '*', '_', '~', '`', ' ', '&lt;', '&amp;', ':');
    fc.assert(fc.property(fc.array(word, { maxLength: 40 }), words => {
      const text = words.join('');
      const letters = (all: string) => all.replace(/[^abc<&]/g, '');
      const decoded = text.replaceAll('&lt;', '<').replaceAll('&amp;', '&');
      expect(letters(plain(text, { user: () => undefined, channel: () => undefined }))).toBe(letters(decoded));
    }));
  });
});

describe('time grows with the text', () => {
  const seeds = ['*', '*a ', '_*~', '<', '<a', '<@', '`', '` ', '```', '```a', ':', ':a', ':a_', '&', '&gt;', '&gt;\n', '\n', '- ', '1. ', '*_~`<:', '<a|', ' '.repeat(9), '\uE000', '\uE001\uE000', 'a*b_c'];
  for (const seed of seeds) {
    it(JSON.stringify(seed), () => {
      const began = performance.now();
      parse(seed.repeat(Math.ceil(200_000 / seed.length)), { highlight: true });
      expect(performance.now() - began).toBeLessThan(1_500);
    });
  }
});
