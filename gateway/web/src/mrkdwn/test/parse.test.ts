import { describe, expect, it } from 'vitest';
import type { Node } from '../nodes';
import { parse } from '../parse';

const text = (text: string): Node => ({ type: 'text', text });
const bold = (...children: Node[]): Node => ({ type: 'bold', children });
const italic = (...children: Node[]): Node => ({ type: 'italic', children });
const strike = (...children: Node[]): Node => ({ type: 'strike', children });
const quote = (...children: Node[]): Node => ({ type: 'quote', children });
const br: Node = { type: 'break' };

const cases: Record<string, [string, Node[]][]> = {
  'styles': [
    ['plain', [text('plain')]],
    ['*bold*', [bold(text('bold'))]],
    ['_it_ and ~no~', [italic(text('it')), text(' and '), strike(text('no'))]],
    ['*_both_*', [bold(italic(text('both')))]],
    ['*a _b* c_', [bold(text('a _b')), text(' c_')]],
    ['(*bold*),', [text('('), bold(text('bold')), text('),')]],
    ['snake_case_word 2*3*4', [text('snake_case_word 2*3*4')]],
    ['x * not * this *', [text('x * not * this *')]],
    ['**twice**', [text('*'), bold(text('twice')), text('*')]],
    ['*open', [text('*open')]],
    ['*a\nb*', [text('*a'), br, text('b*')]],
    ['~_*x*_~', [strike(italic(bold(text('x'))))]],
    ['ü*a*', [text('ü*a*')]],
  ],
  'code': [
    ['`*a*` b', [{ type: 'code', text: '*a*' }, text(' b')]],
    ['`a &lt; b`', [{ type: 'code', text: 'a < b' }]],
    ['`a', [text('`a')]],
    ['``', [text('``')]],
    ['```\na\n*b*\n```', [{ type: 'pre', text: 'a\n*b*' }]],
    ['x ```a``` y', [text('x '), { type: 'pre', text: 'a' }, text(' y')]],
    ['```a', [text('```a')]],
    ['```see <https://a.example|a> &amp; <@U1>```', [{ type: 'pre', text: 'see a & @U1' }]],
    ['`<https://a.example/?a=1&amp;b=2>`', [{ type: 'code', text: 'https://a.example/?a=1&b=2' }]],
  ],
  'entities, once': [
    ['a &amp; b &lt;i&gt;', [text('a & b <i>')]],
    ['&amp;lt;', [text('&lt;')]],
    ['&quot; &#60; &nbsp;', [text('&quot; &#60; &nbsp;')]],
  ],
  'quotes': [
    ['&gt; a\n&gt; b\nc', [quote(text('a'), br, text('b')), text('c')]],
    ['&gt;a *b*', [quote(text('a '), bold(text('b')))]],
    ['a\n&gt;&gt;&gt; b\nc ```d``` e', [text('a'), quote(text('b'), br, text('c '), { type: 'pre', text: 'd' }, text(' e'))]],
    ['a &gt; b', [text('a > b')]],
    ['&gt; - a', [quote({ type: 'list', ordered: false, items: [{ depth: 0, children: [text('a')] }] })]],
  ],
  'lists': [
    ['• a\n• b *c*', [{ type: 'list', ordered: false, items: [{ depth: 0, children: [text('a')] }, { depth: 0, children: [text('b '), bold(text('c'))] }] }]],
    ['3. a\n4. b', [{ type: 'list', ordered: true, items: [{ depth: 0, number: 3, children: [text('a')] }, { depth: 0, number: 4, children: [text('b')] }] }]],
    ['- a\n    - b', [{ type: 'list', ordered: false, items: [{ depth: 0, children: [text('a')] }, { depth: 2, children: [text('b')] }] }]],
    ['1.5 litres', [text('1.5 litres')]],
    ['x\n- a\ny', [text('x'), { type: 'list', ordered: false, items: [{ depth: 0, children: [text('a')] }] }, text('y')]],
  ],
  'sequences': [
    ['<@U0A1>', [{ type: 'user', id: 'U0A1' }]],
    ['<@W1|ann>!', [{ type: 'user', id: 'W1', label: 'ann' }, text('!')]],
    ['<#C01|general>', [{ type: 'channel', id: 'C01', label: 'general' }]],
    ['<!here> <!channel|all> <!everyone>', [
      { type: 'everybody', name: 'here' }, text(' '), { type: 'everybody', name: 'channel' }, text(' '), { type: 'everybody', name: 'everyone' },
    ]],
    ['<!subteam^S01|@ops>', [{ type: 'subteam', id: 'S01', label: '@ops' }]],
    ['<!foo> <!foo|label>', [text('<foo> <label>')]],
    ['<!date^1700000000^{date_short} at {time}^https://a.example/x|then>', [
      { type: 'date', time: 1_700_000_000, format: '{date_short} at {time}', fallback: 'then', href: 'https://a.example/x' },
    ]],
    ['<!date^1700000000^{date}|f>', [{ type: 'date', time: 1_700_000_000, format: '{date}', fallback: 'f' }]],
    ['<!date^1^{date}^javascript:alert(1)|f>', [{ type: 'date', time: 1, format: '{date}', fallback: 'f' }]],
    ['<https://a.example>', [{ type: 'link', href: 'https://a.example/', label: 'https://a.example' }]],
    ['<https://a.example/?a=1&amp;b=2|x &lt;y&gt;>', [{ type: 'link', href: 'https://a.example/?a=1&b=2', label: 'x <y>' }]],
    ['<mailto:a@b.example|a@b.example>', [{ type: 'link', href: 'mailto:a@b.example', label: 'a@b.example' }]],
    ['*<https://a.example|a>*', [bold({ type: 'link', href: 'https://a.example/', label: 'a' })]],
    ['a < b', [text('a < b')]],
    ['<>', [text('<>')]],
    ['<@nobody>', [text('<@nobody>')]],
  ],
  'emoji': [
    [':tada: :+1::skin-tone-3:', [{ type: 'emoji', name: 'tada' }, text(' '), { type: 'emoji', name: '+1', skin: 3 }]],
    ['10:30', [text('10:30')]],
    ['a: b :', [text('a: b :')]],
    ['*:tada:*', [bold({ type: 'emoji', name: 'tada' })]],
  ],
};

for (const [what, examples] of Object.entries(cases)) {
  describe(what, () => {
    for (const [given, expected] of examples)
      it(JSON.stringify(given), () => expect(parse(given)).toEqual(expected));
  });
}

describe('readings', () => {
  it('without styles leave links and mentions', () => {
    expect(parse('*a* `b` :tada: <@U1>', { styles: false })).toEqual([text('*a* `b` :tada: '), { type: 'user', id: 'U1' }]);
  });

  it('with highlights mark what was searched for, within styles and not within addresses', () => {
    expect(parse('*a \uE000b\uE001* <https://\uE000a\uE001.example>', { highlight: true })).toEqual([
      bold(text('a '), { type: 'highlight', children: [text('b')] }), text(' '), { type: 'link', href: 'https://a.example/', label: 'https://a.example' },
    ]);
    expect(parse('\uE000a')).toEqual([text('\uE000a')]);
  });
});
