import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';

/** What lint says of a policy's own entries: line, column, and the first word. */
async function told(name: string): Promise<string[]> {
  const {code, stdout} = await kubedrill(
    'lint',
    '--audit-policy',
    `test/fixtures/cases/09-policy-dead-rules/${name}.yaml`,
  );
  expect(code).toBe(0);
  const lines = stdout.split('\n').filter(line => /\.yaml:\d+:\d+ warning: (?!rule \d+ logs|no rule logs)/.test(line));
  return lines
    .filter(line => line.includes(`${name}.yaml:`))
    .map(line => line.replace(/^.*\.yaml:(\d+:\d+) warning: /, '$1 '));
}

describe('09-policy-dead-rules', () => {
  test('dead: one warning for each entry that can match nothing', async () => {
    expect(await told('dead')).toEqual([
      '6:13 * is not a verb, and verbs take no wildcards; leave verbs out to mean all of them',
      '9:13 ad*: users take no wildcards; name each of them, or a group',
      '12:13 LIST is not a verb of such requests; did you mean list?',
      '15:18 kube-*: namespaces take no wildcards; name each of them',
      '18:41 there are no deployments in group "": they are in apps',
      '18:59 there is no group core: pods, secrets and such are in group ""',
    ]);
  });

  test('falco-like: deployments are in apps', async () => {
    expect(await told('falco-like')).toEqual(['8:29 there are no deployments in group "": they are in apps']);
  });

  test('userstar: groups instead of users with a star, verbs in lower case, plurals', async () => {
    const lines = await told('userstar');
    expect(lines).toHaveLength(8);
    expect(lines[0]).toContain('userGroups: ["system:serviceaccounts:kube-system"]');
    expect(lines[1]).toContain('userGroups: ["system:nodes"]');
    expect(lines.slice(5, 7).join()).toMatch(/did you mean pods\?.*did you mean secrets\?/);
  });

  test('verbstar: a star is not a verb', async () => {
    expect(await told('verbstar')).toEqual([expect.stringMatching(/^5:13 \* is not a verb/)]);
  });
});
