import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../api';
import { setLanguage } from '../../text';
import { codeWords, errorWords } from './words';

describe('errorWords', () => {
  afterEach(() => setLanguage(null));

  it('says what a code means, in the language that is spoken', () => {
    const taken = new ApiError('name_taken', 200);
    setLanguage('en');
    expect(errorWords(taken)).toContain('Choose another name');
    setLanguage('de');
    expect(errorWords(taken)).toContain('anderen Namen');
  });

  it('says how long to wait', () => {
    setLanguage('en');
    expect(errorWords(new ApiError('ratelimited', 429, 7))).toContain('7 seconds');
    expect(errorWords(new ApiError('ratelimited', 429, 1))).toContain('1 second.');
  });

  it('prefers the server’s sentence to a code that nobody knows', () => {
    setLanguage('en');
    expect(errorWords(new ApiError('odd_code', 400, undefined, 'Turn it off and on.'))).toBe('Turn it off and on.');
    expect(errorWords(new ApiError('odd_code', 400))).toContain('odd_code');
  });

  it('has words for what is no answer of the server', () => {
    setLanguage('en');
    expect(errorWords(new TypeError('x is undefined'))).toContain('TypeError');
    expect(codeWords('toString')).toBeUndefined();
  });
});
