import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manage } from '../../../text/manage';
import { errorOf } from '../jobs/reports';

/** The server's own lists: what it may say must have words here. */
const grains = new URL('../../../../../../grains/', import.meta.url);
const gateway = new URL('../../../../../../gateway/', import.meta.url);
const contracts = new URL('../../../../../../grain-interfaces/', import.meta.url);

const texts: ReadonlySet<string> = new Set(Object.keys(manage.en));

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

  it('reads those lists', () => {
    expect(constants('SkipReason').length).toBeGreaterThan(5);
    expect(constants('ConflictKind').length).toBeGreaterThan(5);
    expect(conflicts.length).toBeGreaterThan(10);
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
