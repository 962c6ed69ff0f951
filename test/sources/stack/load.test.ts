import {inspect} from 'node:util';
import {describe, expect, test} from 'vitest';
import {DrillError} from '../../../src/lib/errors.js';
import {loadStack} from '../../../src/sources/stack/load.js';
import {stagesOf} from '../../../src/sources/stack/open.js';
import {tempFile, tempFileBeside} from '../../helpers/temp.js';

/** What loading this text fails with, without the folder of the file. */
function problems(yaml: string, env: NodeJS.ProcessEnv = {}): string {
  const file = tempFile('stack.yaml', yaml);
  try {
    loadStack(file, env);
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    expect(error.exitCode).toBe(2);
    expect(error.nextSteps.length).toBeGreaterThan(0);
    return error.message.replaceAll(file, 'stack.yaml');
  }
  throw new Error('nothing is wrong with it');
}

const withSource = (source: string): string => `title: My stack\nsources:\n  - ${source}\n`;

describe('a stack file that is wrong says where', () => {
  test.each([
    ['no such file', '', /^stack.yaml:1:1 /],
    ['no sources', 'title: x\nsources: []\n', /^stack.yaml:2:1 sources: must not be empty/],
    ['a typo', 'title: x\nsource: []\n', /^stack.yaml:1:1 sources: is missing.*\nstack.yaml:2:1 source: unknown key/],
    [
      'an unknown type',
      withSource('{type: splunk}'),
      /^stack.yaml:3:6 sources.0.type: must be one of audit-log, audit-webhook, rules, /,
    ],
    ['no type', withSource('{url: "http://127.0.0.1"}'), /^stack.yaml:3:5 sources.0.type: must be one of audit-log/],
    [
      'a key of another type',
      withSource('{type: audit-log, url: "http://127.0.0.1"}'),
      /^stack.yaml:3:23 url: unknown key in sources.0/,
    ],
    [
      'a literal secret',
      withSource('{type: alertmanager, url: "http://127.0.0.1", auth: {bearer: hunter2}}'),
      /^stack.yaml:3:58 sources.0.auth.bearer: must be \$\{NAME\} of an environment variable, or \{file: PATH\}/,
    ],
    [
      'a literal password',
      withSource('{type: alertmanager, url: "http://127.0.0.1", auth: {basic: {username: me, password: hunter2}}}'),
      /^stack.yaml:3:\d+ sources.0.auth.basic.password: must be \$\{NAME\}/,
    ],
    [
      'a variable that is not set',
      withSource(`{type: alertmanager, url: "http://127.0.0.1", auth: {bearer: "\${AM_TOKEN}"}}`),
      /^stack.yaml:3:58 the environment variable AM_TOKEN is not set$/,
    ],
    [
      'a secret file that is not there',
      withSource('{type: alertmanager, url: "http://127.0.0.1", auth: {bearer: {file: ./token}}}'),
      /^stack.yaml:3:67 \.\/token cannot be read: ENOENT$/,
    ],
    [
      'a CA file that is not there',
      withSource('{type: alertmanager, url: "https://127.0.0.1", tls: {ca: ca.pem}}'),
      /^stack.yaml:3:58 ca.pem cannot be read: ENOENT$/,
    ],
    [
      'a user in the URL',
      withSource('{type: alertmanager, url: "http://me:hunter2@127.0.0.1"}'),
      /^stack.yaml:3:26 sources.0.url: holds a user name: put credentials under auth, as \$\{NAME\}$/,
    ],
    [
      'another protocol',
      withSource('{type: alertmanager, url: "ftp://127.0.0.1"}'),
      /^stack.yaml:3:26 sources.0.url: must be an http or https URL$/,
    ],
    [
      'insecure said in passing',
      withSource('{type: alertmanager, url: "https://127.0.0.1", tls: {insecure: false}}'),
      /^stack.yaml:3:58 sources.0.tls.insecure: must be true$/,
    ],
    [
      'a port for everybody without a token',
      withSource('{type: falco, listen: {host: 0.0.0.0, port: 9765}}'),
      /^stack.yaml:3:19 sources.0.listen.token: is missing: without it, anybody who reaches a port that is not loopback/,
    ],
    [
      'a certificate without its key',
      withSource('{type: falco, listen: {port: 9765, certificate: tls.pem}}'),
      /^stack.yaml:3:19 sources.0.listen: needs certificate and key, or neither$/,
    ],
    [
      'a duration without its unit',
      withSource('{type: alertmanager, url: "http://127.0.0.1", every: 5}'),
      /^stack.yaml:3:51 sources.0.every: /,
    ],
    [
      'an SLA for a stage that nobody promises',
      'title: x\nsla: {executed: 1s}\nsources: [{type: audit-log}]\n',
      /^stack.yaml:2:\d+ .*executed/,
    ],
    [
      'an SLA without its unit',
      'title: x\nsla:\n  alerted: 30\nsources: [{type: audit-log}]\n',
      /^stack.yaml:3:3 sla.alerted: /,
    ],
    [
      'two sources with one id',
      'title: x\nsources:\n  - {type: falco, id: a, listen: {port: 1}}\n  - {type: falco, id: a, listen: {port: 2}}\n',
      /^stack.yaml:4:5 there are two sources a: give one of them an id of its own$/,
    ],
    [
      'a source that is called like what another is asked for beside its alerts',
      'title: x\nsources:\n  - {type: falco, id: a-acknowledgements, listen: {port: 1}}\n  - {type: opensearch-alerting, id: a, url: "http://127.0.0.1:1", acknowledged: true}\n',
      /^stack.yaml:4:5 there are two sources a-acknowledgements: give one of them an id of its own$/,
    ],
    [
      'alerts that are handed to nobody',
      'title: x\nsources:\n  - {type: falco, handsTo: alertmanager, listen: {port: 1}}\n  - {type: webhook, id: a, listen: {port: 2}}\n',
      /^stack.yaml:3:\d+ alertmanager is not another source of alerts: it is one of a$/,
    ],
    [
      "an id that is kubedrill's own",
      withSource('{type: falco, id: audit-log, listen: {port: 2}}'),
      /^stack.yaml:3:19 audit-log is the id of one of kubedrill's own sources: give this one another$/,
    ],
    [
      'a header that kubedrill sets itself',
      withSource('{type: alertmanager, url: "http://127.0.0.1", headers: {Host: x}}'),
      /^stack.yaml:3:\d+ .*Host.*is a header that kubedrill sets itself/,
    ],
    [
      'a header with a credential that stands in the file',
      withSource('{type: alertmanager, url: "http://127.0.0.1", headers: {X-Api-Key: hunter2}}'),
      /^stack.yaml:3:\d+ .*a header that carries a credential takes/,
    ],
    [
      'a tenant with a line end',
      withSource('{type: prometheus, url: "http://127.0.0.1", tenant: "a\\nb"}'),
      /^stack.yaml:3:\d+ .*tenant: must be printable ASCII/,
    ],
    ['no YAML', 'title: [\n', /^stack.yaml:\d+:\d+ /],
  ])('%s', (_name, yaml, expected) => {
    if (yaml === '') {
      expect(() => loadStack('/nonexistent/stack.yaml', {})).toThrow(/^\/nonexistent\/stack.yaml:1:1 /);
      return;
    }
    const message = problems(yaml);
    expect(message).toMatch(expected);
    expect(message).not.toContain('hunter2');
  });

  test.each(['', ' ', '\t\n', '\u200b', '\u00a0'])('a credential that is blank (%j), wherever it stands', blank => {
    const file = tempFile(
      'stack.yaml',
      [
        'title: x',
        'sources:',
        `  - {type: alertmanager, url: "http://127.0.0.1", auth: {bearer: "\${A}"}}`,
        '  - {type: alertmanager, id: b, url: "http://127.0.0.1", auth: {basic: {username: u, password: {file: blank}}}}',
        `  - {type: alertmanager, id: c, url: "http://127.0.0.1", headers: {X-Key: "\${A}"}}`,
        '  - {type: falco, listen: {host: 0.0.0.0, port: 1, token: {file: blank}}}',
        '',
      ].join('\n'),
    );
    tempFileBeside(file, 'blank', blank);
    const load = () => loadStack(file, {A: blank});
    expect(load).toThrow(expect.objectContaining({exitCode: 2}));
    const lines = (() => {
      try {
        load();
        return [];
      } catch (error) {
        return (error as Error).message.split('\n');
      }
    })();
    expect(lines.map(line => line.replace(/^.*stack.yaml:(\d+):\d+ /, '$1 '))).toEqual([
      expect.stringMatching(/^3 (A is blank: it must hold a credential|the environment variable A is not set)$/),
      '4 blank is blank: it must hold a credential',
      expect.stringMatching(/^5 (A is blank: it must hold a credential|the environment variable A is not set)$/),
      '6 blank is blank: it must hold a credential',
    ]);
  });

  test('a credential that fits into no header', () => {
    const yaml = `title: x\nsources:\n  - {type: alertmanager, url: "http://127.0.0.1", auth: {bearer: "\${A}"}}\n`;
    expect(() => loadStack(tempFile('stack.yaml', yaml), {A: 'hunter2\r\nX-Evil: 1'})).toThrow(
      /A holds control characters, such as a line end$/,
    );
    expect(loadStack(tempFile('stack.yaml', yaml), {A: 'hunter2\n'}).secret(`\${A}`).reveal()).toBe('hunter2');
  });

  test('all problems at once', () => {
    const message = problems(
      `title: x\nsources:\n  - {type: alertmanager, url: "http://127.0.0.1", auth: {bearer: "\${A}"}}\n  - {type: falco, listen: {port: 1, token: "\${B}"}}\n`,
    );
    expect(message.split('\n')).toEqual([
      'stack.yaml:3:58 the environment variable A is not set',
      'stack.yaml:4:37 the environment variable B is not set',
    ]);
  });
});

describe('a stack file that is right', () => {
  const FILE = `title: My stack
sla: {alerted: 2m, collected: 10s}
sources:
  - type: alertmanager
    url: https://127.0.0.1:9093
    auth: {basic: {username: drill, password: "\${PASSWORD}"}}
  - {type: alertmanager, url: "http://127.0.0.1:9094", id: second}
  - {type: falco, listen: {host: 0.0.0.0, port: 9765, token: {file: token}}}
  - {type: webhook, stage: acknowledged, listen: {port: 9766}}
  - {type: webhook, listen: {port: 9767}}
`;
  const load = () => {
    const file = tempFile('stack.yaml', FILE);
    tempFileBeside(file, 'token', 's3cret-of-a-file\n');
    return loadStack(file, {PASSWORD: 's3cret-of-the-environment'});
  };

  test('gives every source an id, and its SLA in milliseconds', () => {
    const stack = load();
    expect(stack.sources.map(s => s.id)).toEqual(['alertmanager', 'second', 'falco', 'webhook', 'webhook-2']);
    expect(stack.sla).toEqual({alerted: 120_000, collected: 10_000});
    expect([...stagesOf(stack)]).toEqual(['alerted', 'acknowledged']);
  });

  test('keeps secrets behind references, read where they are needed and printed nowhere', () => {
    const stack = load();
    const secrets = [stack.secret(`\${PASSWORD}`), stack.secret({file: 'token'})];
    expect(secrets.map(s => s.reveal())).toEqual(['s3cret-of-the-environment', 's3cret-of-a-file']);
    const printed = [JSON.stringify(stack), inspect(stack, {depth: 9}), ...secrets.map(String), inspect(secrets)];
    expect(printed.join()).not.toContain('s3cret');
    expect(JSON.stringify(stack)).toContain(`\${PASSWORD}`);
  });
});
