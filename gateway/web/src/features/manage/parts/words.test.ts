import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en } from '../../../text/languages/en';
import { codeWords } from '../../errors';
import { errorOf } from '../jobs/reports';
import { adminWords } from './words';

/** The server's own lists: what it may say must have words here. */
const grains = new URL('../../../../../../grains/', import.meta.url);
const gateway = new URL('../../../../../../gateway/', import.meta.url);
const contracts = new URL('../../../../../../grain-interfaces/', import.meta.url);

const texts: ReadonlySet<string> = new Set(Object.keys(en));

/** What only a program meets that speaks the API wrongly, or asks for what this client does not; a reader could do nothing about it. */
const programs: ReadonlySet<string> = new Set([
  'not_allowed_token_type', 'invalid_arg_name', 'invalid_json', 'json_not_object', 'invalid_form_data', 'invalid_post_type', 'invalid_charset', 'users_list_not_supplied',
  'invalid_attachments', 'invalid_blocks', 'cannot_unfurl_url', 'cannot_unfurl_message', 'missing_unfurls', 'invalid_ts_oldest', 'invalid_ts_latest', 'invalid_timestamp',
  'bad_timestamp', 'no_item_specified', 'invalid_presence', 'missing_duration',
  // A preview that cannot be had is not shown.
  'invalid_url', 'unfurl_refused', 'unfurl_failed', 'unfurl_timeout', 'unfurl_busy',
  // The connection takes a new ticket by itself.
  'Socket URL has expired',
]);

describe('what the server may say', () => {
  const report = readFileSync(new URL('Transfer/ImportReport.cs', grains), 'utf8');
  const constants = (name: string) => {
    const body = report.slice(report.indexOf(`static class ${name}`));
    return [...body.slice(0, body.indexOf('\n}')).matchAll(/= "([a-z_]+)"/g)].map((found) => found[1] ?? '');
  };

  it.each(constants('SkipReason'))('has words for the reason %s of lines that are left out', (reason) => expect(texts).toContain(`manage.skip.${reason}`));

  it.each(constants('ConflictKind'))('has words for the decision %s', (kind) => expect(texts).toContain(`manage.conflict.${kind}`));

  const names = new Map([...readFileSync(new URL('Errors/ErrorCodes.cs', contracts), 'utf8').matchAll(/string (\w+) = "([^"]+)"/g)].map((found) => [found[1], found[2]]));
  const problem = readFileSync(new URL('Admin/AdminProblem.cs', gateway), 'utf8');
  const conflicts = [...(problem.match(/DomainTaken[\s\S]*?=> StatusCodes\.Status409Conflict/)?.[0] ?? '').matchAll(/ErrorCodes\.(\w+)/g)].map((found) => names.get(found[1] ?? '') ?? '');

  it.each(conflicts)('has words for the refusal %s', (code) => expect(texts).toContain(`manage.error.${code}`));

  const validation = readFileSync(new URL('Admin/AdminValidation.cs', gateway), 'utf8');
  const fields = [...new Set([...validation.matchAll(/errors\.\w+\("(?:\w+\.)?(\w+)"/g)].map((found) => found[1] ?? ''))];

  it.each(fields)('has words for what is wrong with the field %s', (field) => expect(texts).toContain(`manage.field.${field}`));

  it.each([...names.values()].filter((code) => !programs.has(code ?? '')))('has words for the code %s', (code) =>
    expect(adminWords(code ?? '') ?? codeWords(code ?? '') ?? (code === 'ratelimited' ? 'with a number' : undefined)).toBeDefined());

  it('reads those lists', () => {
    expect(constants('SkipReason').length).toBeGreaterThan(5);
    expect(constants('ConflictKind').length).toBeGreaterThan(5);
    expect(conflicts.length).toBeGreaterThan(10);
    expect(fields.length).toBeGreaterThan(7);
    expect(names.size).toBeGreaterThan(100);
  });
});

describe('errorOf', () => {
  it('parts a code from its sentence', () => {
    expect(errorOf('invalid_archive: The file is no zip archive: see above.')).toEqual({ code: 'invalid_archive', sentence: 'The file is no zip archive: see above.' });
  });

  it('leaves a sentence as it is', () => {
    expect(errorOf('The shard was away.')).toEqual({ code: null, sentence: 'The shard was away.' });
  });
});
