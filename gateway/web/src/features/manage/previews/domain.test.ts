import { describe, expect, it } from 'vitest';
import { domainIn } from './domain';

describe('domainIn', () => {
  it.each([
    ['example.org', 'example.org'],
    ['  Example.ORG. ', 'example.org'],
    ['https://news.example.org/a?b', 'news.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('of %s is %s', (text, domain) => expect(domainIn(text)).toBe(domain));

  it.each(['', 'localhost', 'two words.org', 'http://', 'mailto:ann@example'])('finds none in "%s"', (text) => expect(domainIn(text)).toBeNull());
});
