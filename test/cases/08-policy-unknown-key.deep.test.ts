import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';

const file = (name: string) => `test/fixtures/cases/08-policy-unknown-key/${name}.yaml`;
const plan = (name: string) => kubedrill('plan', 'secrets-listed', '--audit-policy', file(name));

describe('08-policy-unknown-key', () => {
  test('unknownkey is a warning, as the API server starts with it', async () => {
    const {code, stdout} = await plan('unknownkey');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /unknownkey\.yaml:6:5 warning: omitStage: unknown key, did you mean omitStages\?; the API server/,
    );
    expect(stdout).toMatch(/unknownkey\.yaml:7:5 warning: apiGroups: unknown key; /);
    expect(stdout).toMatch(/GET \/api\/v1\/secrets\S* +Metadata, policy rule 1/);
  });

  test('dupkey is a warning, and its last verbs count', async () => {
    const {code, stdout} = await plan('dupkey');
    expect(code).toBe(0);
    expect(stdout).toMatch(/dupkey\.yaml:6:5 warning: verbs: duplicate key; .*last/);
    expect(stdout).toMatch(/GET \/api\/v1\/secrets\S* +Metadata, policy rule 1/);
  });

  test('nested is level None for the whole core group', async () => {
    const {code, stdout} = await plan('nested');
    expect(code).toBe(0);
    expect(stdout).toMatch(/nested\.yaml:6:9 warning: verbs: unknown key in this place/);
    expect(stdout).toMatch(/GET \/api\/v1\/secrets\S* +! not audited: level: None/);
  });

  test.each(['unknownkey', 'dupkey', 'nested'])('lint and run take %s, too', async name => {
    expect((await kubedrill('lint', '--audit-policy', file(name))).code).toBe(0);
    const flags = ['--cluster', 'simulated', '--sla', '300ms', '--grace', '1ms', '--out', '/nonexistent'];
    const {stderr} = await kubedrill('run', 'secrets-listed', '--audit-policy', file(name), ...flags);
    expect(stderr).not.toContain('not valid');
  });
});
