/** Failures in words. */
export { codeWords, errorWords } from './words';
