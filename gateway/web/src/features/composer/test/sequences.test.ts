import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMrkdwn, toDraft, toMrkdwn, type Labels, type Names, type Typed } from '../sequences';

const names: Names = { user: (name) => (name === 'ben.b' ? '<@U2>' : null), channel: (name) => (name === 'general' ? '<#C1>' : null) };
const labels: Labels = { user: (id) => (id === 'U1' || id === 'U3' ? 'Anna Berg' : id), channel: (id) => (id === 'C1' ? 'general' : null) };
const plain = (text: string): Typed => ({ text, sequences: {} });
const send = (text: string, sequences = {}) => toMrkdwn({ text, sequences }, names);

describe('a typed text as mrkdwn', () => {
  it('is escaped and nothing more', () => {
    expect(send(' a < b && c > d ')).toBe('a &lt; b &amp;&amp; c &gt; d');
    expect(send('*bold* _it_ https://example.org/?a=1&b=2')).toBe('*bold* _it_ https://example.org/?a=1&amp;b=2');
  });

  it('has what its words stand for', () => {
    const anna = { '@Anna': '<@U1>', '@Anna Berg': '<@U3>' };
    expect(send('@Anna Berg, meet @Anna!', anna)).toBe('<@U3>, meet <@U1>!');
    expect(send('mail@Anna or @Annabel', anna)).toBe('mail@Anna or @Annabel');
  });

  it('knows names that were typed by hand', () => {
    expect(send('ask @Ben.B. or #general, @nobody')).toBe('ask <@U2>. or <#C1>, @nobody');
    expect(send('@here (@channel) @everyone')).toBe('<!here> (<!channel>) <!everyone>');
    expect(send('x@here.org /@ben.b')).toBe('x@here.org /@ben.b');
  });

  it('mentions nobody in code', () => {
    expect(send('`@here <x>` and ```@channel\n@ben.b```')).toBe('`@here &lt;x&gt;` and ```@channel\n@ben.b```');
  });

  it('cannot be made to hold a sequence that nobody chose', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '@', '#', '!', '|', '`', 'U1', 'a', ' ', ';', 'amp') }), (text) => {
        const sent = toMrkdwn(plain(text), { user: () => null, channel: () => null });
        expect(sent.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
      }),
    );
  });
});

describe('mrkdwn in the composer', () => {
  it('shows names for ids and sends the ids again', () => {
    const stored = '<@U1> in <#C1>, <!here>: a &lt; b';
    const typed = fromMrkdwn(stored, labels);
    expect(typed.text).toBe('@Anna Berg in #general, @here: a < b');
    expect(toMrkdwn(typed, names)).toBe(stored);
  });

  it('keeps two people of one name apart', () => {
    const stored = '<@U1> and <@U3>';
    expect(toMrkdwn(fromMrkdwn(stored, labels), names)).toBe(stored);
  });

  it('shows links as they were typed, and keeps labels', () => {
    expect(fromMrkdwn('<http://www.example.org|www.example.org> <https://example.org/?a=1&amp;b=2>', labels).text).toBe('www.example.org https://example.org/?a=1&b=2');
    const labelled = 'see <https://example.org/?a=1&amp;b=2|the page>';
    expect(toMrkdwn(fromMrkdwn(labelled, labels), names)).toBe(labelled);
  });
});

describe('a draft', () => {
  it('comes back as it was, whoever is known then', () => {
    const typed: Typed = { text: ' to @Anna Berg & <b> `@x`\n', sequences: { '@Anna Berg': '<@U9>' } };
    expect(fromMrkdwn(toDraft(typed), { user: (id) => id, channel: () => null })).toEqual(typed);
  });

  it('comes back whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '@x', '#', '|', '`', ' ', '\n', 'lt;', 'é') }), (text) => {
        expect(fromMrkdwn(toDraft(plain(text)), labels).text).toBe(text);
      }),
    );
  });
});
