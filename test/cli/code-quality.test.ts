import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

interface Issue {
  description: string;
  check_name: string;
  severity: string;
  fingerprint: string;
  location: {path: string; lines: {begin: number}};
}

const RULE = `title: A rule
id: 6f1e2a3c-0000-4000-8000-000000000001
logsource: {product: kubernetes, service: audit}
detection:
  s: {verb: list, no.such.field: 1}
  condition: s
level: low
`;

async function lint(text: string): Promise<{issues: Issue[]; code: number}> {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'mine.yml'), text);
  const {stdout, code} = await start(['lint', '--rules', 'mine.yml', '--format', 'codequality'], {cwd}).done;
  return {issues: JSON.parse(stdout), code};
}

describe('lint for GitLab', () => {
  test('has what the Code Quality report needs, at the place of each finding', async () => {
    const {issues} = await lint(RULE);
    const mine = issues.filter(({location}) => location.path === 'mine.yml');
    expect(mine.find(({check_name}) => check_name === 'unknown-field')).toMatchObject({
      description: expect.stringContaining('no.such.field'),
      location: {path: 'mine.yml', lines: {begin: 5}},
    });
    for (const {fingerprint, severity, location} of issues) {
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
      expect(location.path).not.toMatch(/^(\/|\.)/);
    }
    expect(new Set(issues.map(({fingerprint}) => fingerprint)).size).toBe(issues.length);
  });

  test('keeps the fingerprint of a finding whose line moves, and gives an error the exit code of lint', async () => {
    const prints = async (text: string) => (await lint(text)).issues.map(({fingerprint}) => fingerprint).sort();
    expect(await prints(`# a comment\n\n${RULE}`)).toEqual(await prints(RULE));
    const broken = await lint(RULE.replace('condition: s', 'condition: t'));
    expect(broken.code).toBe(2);
    expect(broken.issues.some(({severity}) => severity === 'critical')).toBe(true);
  });
});
