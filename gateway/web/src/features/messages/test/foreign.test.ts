import { describe, expect, it } from 'vitest';
import { webAddress } from '../addresses';
import { textOfBlocks } from '../blocks';
import { attachmentsIn, filesIn } from '../foreign';
import { fitting } from '../pictures';
import { formOf } from '../subtypes';

describe('what bots and imports put on messages', () => {
  it('is read as far as it has the right types', () => {
    const given = [{ title: 7, text: { not: 'text' }, fields: [{ title: 'a', value: 'b', short: 'yes' }, null, 3], image_width: '40', ts: 'never' }, 'no', null];
    expect(attachmentsIn(given)).toEqual([{ title: '7', fields: [{ title: 'a', value: 'b', short: false }] }]);
  });

  it.each([undefined, null, 'text', 5, {}])('is nothing when it is %j', (given) => {
    expect(attachmentsIn(given)).toEqual([]);
    expect(filesIn(given)).toEqual([]);
  });

  it('has no date beyond what there are', () => {
    expect(attachmentsIn([{ ts: '1700000000.1' }, { ts: 1e15 }])).toEqual([{ ts: 1700000000.1 }, {}]);
  });

  it('leads nowhere but to the web', () => {
    expect(webAddress('https://example.org/a b')).toBe('https://example.org/a%20b');
    expect(webAddress('javascript:alert(1)')).toBeUndefined();
    expect(webAddress('data:text/html,x')).toBeUndefined();
    expect(webAddress('//example.org')).toBeUndefined();
    expect(webAddress(undefined)).toBeUndefined();
  });
});

describe('blocks', () => {
  it('give their text, a paragraph each', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Build' } },
      { type: 'section', fields: [{ type: 'mrkdwn', text: '*ok*' }, { type: 'mrkdwn', text: '3 s' }] },
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U1' }, { type: 'text', text: 'hi' }, { type: 'emoji', name: 'wave' }] }] },
    ];
    expect(textOfBlocks(blocks)).toBe('Build\n*ok* 3 s\n<@U1> hi :wave:');
  });

  it('may be anything, as deep as anybody likes', () => {
    let deep: unknown = { text: 'too deep' };
    for (let i = 0; i < 100_000; i++) deep = { elements: [deep] };
    expect(textOfBlocks([deep, null, 4, [], 'x'])).toBe('');
    expect(textOfBlocks(undefined)).toBe('');
  });
});

describe('pictures', () => {
  it('are made smaller and never larger', () => {
    expect(fitting(800, 400, { width: 400, height: 300 })).toEqual({ width: 400, height: 200 });
    expect(fitting(40, 20, { width: 400, height: 300 })).toEqual({ width: 40, height: 20 });
    expect(fitting(10_000, 1, { width: 400, height: 300 })).toEqual({ width: 400, height: 1 });
    expect(fitting(0, 20, { width: 400, height: 300 })).toBeUndefined();
    expect(fitting(undefined, 20, { width: 400, height: 300 })).toBeUndefined();
  });
});

describe('subtypes', () => {
  it.each([
    [undefined, 'ordinary'],
    ['bot_message', 'ordinary'],
    ['thread_broadcast', 'ordinary'],
    ['file_share', 'ordinary'],
    ['something_new', 'ordinary'],
    ['me_message', 'me'],
    ['tombstone', 'tombstone'],
    ['channel_join', 'notice'],
    ['group_topic', 'notice'],
    ['huddle_thread', 'notice'],
  ])('%s is shown as %s', (subtype, form) => {
    expect(formOf(subtype === undefined ? {} : { subtype })).toBe(form);
  });
});
