import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {stringify} from 'yaml';
import {commandLine} from '../../src/cli/main.js';
import {FORMAT_NAMES, FORMATS} from '../../src/report/formats.js';
import {auditEvent} from '../helpers/audit-event.js';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {picture} from '../helpers/screen.js';
import {tempDir, tempFile} from '../helpers/temp.js';
import {expectPrintable, NASTY, NASTY_NAME, nastyEvents} from '../helpers/unprintable.js';

/** A file whose folder and name are nasty, too. */
function nastyFile(extension: string, content: string): string {
  const dir = join(tempDir(), NASTY_NAME);
  mkdirSync(dir);
  const file = join(dir, NASTY_NAME + extension);
  writeFileSync(file, content);
  return file;
}

const SCENARIO = stringify({
  ...{title: NASTY, description: NASTY, severity: 'high', tags: {attack: ['T1613']}},
  actor: {rules: [{apiGroups: [''], resources: ['pods'], verbs: ['list']}]},
  attack: [{get: '/api/v1/pods'}],
  expect: [{stage: 'audited', within: '10s'}],
  prevent: NASTY,
  references: [`https://example.com/${NASTY}`],
});

/** `kind: NASTY` and such: a map whose keys and values are nasty, and of no use to anybody. */
const MAP = stringify({[NASTY]: NASTY, title: {[NASTY]: NASTY}});

const auditLog = () => {
  const event = auditEvent('kd-1', new Date(0), {
    objectRef: {resource: 'secrets', namespace: NASTY, name: NASTY, apiVersion: 'v1'},
  });
  return nastyFile('.log', `${JSON.stringify({...event, user: {username: NASTY, groups: []}})}\n`);
};

function recordedRun(): string {
  const dir = join(tempDir(), NASTY_NAME);
  mkdirSync(dir);
  writeFileSync(
    join(dir, 'events.ndjson'),
    nastyEvents()
      .map(e => `${JSON.stringify(e)}\n`)
      .join(''),
  );
  return dir;
}

/** Ways to hand every command something nasty; each makes its own files. */
const WAYS: Record<string, () => string[][]> = {
  run: () => [
    ['run', NASTY],
    ['run', '--drill', NASTY],
    ['run', nastyFile('.yaml', MAP)],
    [
      'run',
      nastyFile('.yaml', SCENARIO),
      '--cluster',
      'simulated',
      '--sla',
      '400ms',
      '--grace',
      '1ms',
      '--out',
      join(tempDir(), NASTY_NAME),
    ],
    ['run', '--cluster', NASTY],
    ['run', '--sla', NASTY],
    ['run', '--stack', nastyFile('.yaml', MAP)],
    ['run', '--rules', nastyFile('.yml', MAP)],
    ['run', '--cluster', 'existing', '--context', NASTY],
    ['run', '--cluster', 'existing', '--context', NASTY, '--yes-this-cluster', `${NASTY}.`],
    ['run', '--cluster', 'envtest', '--assets', join(tempDir(), NASTY_NAME), '--out', tempDir()],
  ],
  list: () => [['list', NASTY]],
  tabletop: () => [
    ['tabletop', NASTY],
    ['tabletop', nastyFile('.yaml', MAP), '--answers', nastyFile('.txt', `${NASTY}\n`)],
    ['tabletop', 'leaked-token', '--out', tempDir(), '--answers', nastyFile('.txt', `note ${NASTY}\n${NASTY}\n`)],
    ['tabletop', 'leaked-token', '--cards', nastyFile('.json', '{}'), '--answers', nastyFile('.txt', 'end')],
    ['tabletop', 'resume', NASTY],
    ['tabletop', 'resume', recordedRun()],
    ['tabletop', 'cards', NASTY, '-o', join(tempDir(), NASTY_NAME)],
    ['tabletop', 'cards', recordedRun(), '-o', join(tempDir(), NASTY_NAME)],
  ],
  lab: () => [
    ['lab', 'start', NASTY, join(tempDir(), NASTY_NAME)],
    ['lab', 'start', 'policy-order', nastyFile('.yaml', MAP)],
    ['lab', 'new', NASTY, '--scenario', NASTY, '--way', NASTY],
    ['lab', 'new', 'mine', '--scenario', NASTY, '--way', 'silence'],
    ['lab', 'new', 'mine', '--scenario', 'pod-exec', '--way', 'silence', nastyFile('.yaml', MAP)],
    ['lab', 'check', NASTY],
    ['lab', 'check', '.', '--report-to', NASTY, '--as', NASTY],
    ['lab', 'hint', NASTY],
    ['lab', 'solution', NASTY],
  ],
  show: () => {
    const file = nastyFile('.yaml', SCENARIO);
    return [
      ['show', NASTY],
      ['show', file],
      ['show', '--yaml', file],
      ['show', `${file}:${NASTY}`],
      ['show', nastyFile('.yaml', MAP)],
      ['show', nastyFile('.yaml', 'scenarios: [x]\n')],
      ['show', 'core', '--seed', NASTY],
      ['show', 'core', '--language', NASTY],
    ];
  },
  doctor: () => [
    ['doctor', '--cluster', NASTY],
    ['doctor', '--cluster', 'envtest', '--assets', join(tempDir(), NASTY_NAME)],
    ['doctor', '--stack', nastyFile('.yaml', MAP)],
    ['doctor', '--out', join(tempDir(), NASTY_NAME)],
    ['doctor', '--live', '--listen', NASTY],
    ['doctor', '--live', '--tls-cert', join(tempDir(), NASTY_NAME), '--tls-key', NASTY_NAME],
  ],
  plan: () => [
    ['plan', NASTY],
    ['plan', nastyFile('.yaml', SCENARIO)],
    ['plan', '--audit-policy', nastyFile('.yaml', MAP)],
    ['plan', '--audit-policy', nastyFile('.yaml', 'a: [\n')],
    ['plan', '--role', NASTY],
    ['plan', '--rbac', '--name', NASTY],
    ['plan', '--rbac', '--namespace', NASTY],
  ],
  lint: () => [
    ['lint', '--scenarios', nastyFile('.yaml', SCENARIO)],
    ['lint', '--rules', nastyFile('.yml', MAP)],
    ['lint', '--rules', nastyFile('.yml', MAP), '--format', 'sarif'],
    ['lint', '--audit-policy', nastyFile('.yaml', MAP)],
    ['lint', '--format', NASTY],
  ],
  rules: () => [
    ['rules', NASTY],
    ['rules', 'test', '--log', NASTY],
    ['rules', 'test', '--log', auditLog(), '--from', NASTY],
    ['rules', 'test', '--log', auditLog(), '--summary', '-', '--name', NASTY],
    ['rules', 'merge', nastyFile('.json', JSON.stringify({[NASTY]: NASTY}))],
    ['rules', 'diff', '--base', NASTY, '--head', NASTY, '--log', auditLog()],
    ['rules', 'diff', '--base', 'rules', '--head', 'rules', '--log', auditLog(), '--format', NASTY],
    ['rules', 'diff', '--base', nastyFile('.yml', MAP), '--head', 'rules', '--log', auditLog(), '--format', 'md'],
    ['rules', 'test', '--log', auditLog()],
    ['rules', 'test', '--log', auditLog(), '--labels', nastyFile('.json', JSON.stringify({[NASTY]: [NASTY]}))],
    ['rules', 'test', '--log', auditLog(), '--labels', nastyFile('.json', JSON.stringify({[NASTY]: NASTY}))],
  ],
  coverage: () => [
    ['coverage', '--lines', NASTY],
    ['coverage', '--stack', nastyFile('.yaml', MAP)],
  ],
  new: () => [
    ['new', NASTY, 'x'],
    ['new', 'rule', NASTY],
    ['new', 'rule', 'x', '--out', join(tempDir(), NASTY_NAME)],
  ],
  cluster: () => [
    ['cluster', NASTY],
    ['cluster', 'up', '--name', NASTY],
    ['cluster', 'up', '--audit-policy', nastyFile('.yaml', MAP)],
  ],
  stack: () => [
    ['stack', NASTY],
    ['stack', 'up', NASTY],
    ['stack', 'up', 'efk', '--timeout', NASTY],
  ],
  report: () => [
    ['report', NASTY],
    ['report', recordedRun()],
    ...FORMAT_NAMES.map(format => ['report', recordedRun(), '--format', format]),
    ['report', recordedRun(), '--format', NASTY],
    ['report', recordedRun(), '--push', NASTY],
    ['report', recordedRun(), '--format', 'md', '--otlp', `http://${NASTY}`],
    ['report', recordedRun(), '--format', 'aar', '--output', NASTY],
    ['report', recordedRun(), '--format', 'md', '--anonymous'],
  ],
  workshop: () => [
    ['workshop', NASTY],
    ['workshop', nastyFile('.yaml', MAP)],
    ['workshop', 'core', '--teams', NASTY],
    ['workshop', 'core', '--names', NASTY],
    ['workshop', 'core', '--on', NASTY],
    ['workshop', 'core', '--length', NASTY],
    ['workshop', 'core', '--listen', NASTY],
    ['workshop', 'core', '--print', join(tempDir(), NASTY_NAME)],
    ['workshop', 'labs', NASTY],
    ['workshop', 'resume', NASTY],
    ['workshop', 'resume', '--out', join(tempDir(), NASTY_NAME)],
  ],
  live: () => [
    ['live', NASTY],
    ['live', nastyFile('.yaml', MAP)],
    ['live', 'core', '--listen', NASTY],
    ['live', 'core', '--tls-cert', NASTY, '--tls-key', NASTY],
    ['live', 'resume', NASTY],
    ['live', 'resume', '--out', join(tempDir(), NASTY_NAME)],
    ['live', 'ack', NASTY, '--as', NASTY],
    ['live', 'ack', 'A1', '--as', 'x', '--run', NASTY],
    ['live', 'msel', NASTY, NASTY],
    ['live', 'msel', 'export', NASTY],
    ['live', 'msel', 'export', recordedRun()],
    ['live', 'msel', 'export', 'core', '--format', NASTY],
    ['live', 'msel', 'import', 'core', NASTY, '--output', join(tempDir(), NASTY_NAME)],
    ['live', 'msel', 'import', 'core', nastyFile('.csv', MAP), '--output', join(tempDir(), NASTY_NAME)],
    [
      'live',
      'msel',
      'import',
      'core',
      nastyFile('.csv', `Inject #,Title,Description,To,Trigger,${NASTY}\n1,"${NASTY}","${NASTY}","${NASTY}",manual,\n`),
      '--output',
      join(tempDir(), NASTY_NAME),
    ],
  ],
  join: () => [
    ['join', NASTY],
    ['join', `http://${NASTY}`],
    ['join', 'http://127.0.0.1:1/#j=AAAA-AAAA', '--name', 'x', '--language', NASTY],
    ['join', '127.0.0.1:1', '--code', NASTY, '--name', NASTY],
    ['join', 'https://127.0.0.1:1/#j=AAAA-AAAA', '--name', 'x', '--fingerprint', NASTY],
  ],
  history: () => {
    const store = ['--history', `file:${join(tempDir(), 'h.db')}`];
    return [
      ['history', NASTY],
      ['history', 'list', '--history', NASTY],
      ['history', 'list', '--history', `file:${nastyFile('.db', NASTY)}`],
      ['history', 'import', NASTY, ...store],
      ['history', 'import', recordedRun(), ...store],
      ['history', 'list', ...store],
      ['history', 'show', NASTY, ...store],
      ['history', 'dump', ...store],
      ['history', 'drift', ...store],
      ['history', 'baseline', NASTY, ...store],
      ['history', 'baseline', 'accept', '--why', NASTY, '--as', NASTY, ...store],
      ['history', 'baseline', 'accept', NASTY, '--from', NASTY, '--why', 'x', ...store],
      ['history', 'baseline', 'show', ...store],
      ['history', 'quarantine', 'add', NASTY, '--owner', NASTY, '--until', NASTY, '--why', NASTY],
      ['history', 'prune', '--keep-events', NASTY, ...store],
      ['history', 'prune', '--keep-events', '1d', '--dry-run', ...store],
      ['history', 'page', ...store],
      ['history', 'page', NASTY, ...store],
      ['history', 'page', ...store, '-o', join(tempDir(), NASTY_NAME, NASTY_NAME)],
      ['history', 'list', '--history-file', nastyFile('.yaml', MAP)],
    ];
  },
  compare: () => {
    const history = ['--history', `file:${join(tempDir(), 'h.db')}`];
    return [
      ['compare', '--history', NASTY],
      ['compare', '--history', `file:${nastyFile('.db', NASTY)}`],
      ['history', 'import', recordedRun(), '--history', history[1] ?? ''],
      ['compare', NASTY, ...history],
      ['compare', '--baseline', NASTY, ...history],
      ['compare', '--format', NASTY, ...history],
      ['compare', ...history],
      ['compare', '--format', 'md', ...history],
      ['compare', '--format', 'junit', ...history],
      ['compare', '--baseline', recordedRun(), ...history],
      ['compare', '--history-file', nastyFile('.yaml', MAP)],
    ];
  },
  fleet: () => {
    const broken = nastyFile('.yaml', MAP);
    const fleet = tempFile('fleet.yaml', 'fleet: prod\nclusters: [{name: a, context: x, confirm: y}]\n');
    return [
      ['fleet', NASTY],
      ['fleet', 'run', NASTY],
      ['fleet', 'run', broken],
      ['fleet', 'run', fleet, '--shard', NASTY],
      ['fleet', 'run', fleet, '--at-once', NASTY],
      ['fleet', 'manifests', NASTY],
      ['fleet', 'manifests', fleet],
      ['fleet', 'cleanup', NASTY],
      ['fleet', 'cleanup', fleet, '--older-than', NASTY],
      ['fleet', 'prune', NASTY, '--keep', '9d'],
      ['fleet', 'prune', tempDir(), '--keep', NASTY],
      ['fleet', 'report', NASTY],
      ['fleet', 'report', recordedRun(), '--fleet', NASTY, '--format', 'html'],
      ['fleet', 'report', tempDir(), '--file', broken],
      ['fleet', 'report', recordedRun(), '--fleet', NASTY],
      ['fleet', 'report', recordedRun(), '--fleet', NASTY, '--format', 'md'],
      ['fleet', 'report', `file:${nastyFile('.db', NASTY)}`],
      ['fleet', 'report', tempDir(), '--format', NASTY],
      ['fleet', 'report', tempDir(), '--stale', NASTY],
    ];
  },
  replay: () => [
    ['replay', NASTY],
    ['replay', recordedRun(), '--speed', '0'],
    ['replay', recordedRun(), '--speed', NASTY],
  ],
  completion: () => [['completion', NASTY]],
  cleanup: () => [
    ['cleanup', NASTY],
    ['cleanup', '--out', join(tempDir(), NASTY_NAME)],
    ['cleanup', '--context', NASTY],
    ['cleanup', '--older-than', NASTY],
  ],
};

describe('text from outside reaches no terminal as it is', () => {
  test('every command is tried', async () => {
    const program = await commandLine(
      {stdout: {}, stderr: {}} as never,
      () => {},
      () => false,
    );
    expect(program.commands.map(c => c.name()).sort()).toEqual(Object.keys(WAYS).sort());
  });

  test.each(Object.keys(WAYS))('%s', async name => {
    for (const argv of [...(WAYS[name]?.() ?? []), [name, `--${NASTY}`], [name, NASTY, NASTY, NASTY]]) {
      for (const more of [[], ['--json', '--debug']]) {
        const {stdout, stderr, code} = await kubedrill(...argv, ...more);
        // A line of a document is what its elements make of it.
        expectPrintable(stdout, !['html', 'junit', 'page'].some(word => argv.includes(word)));
        expectPrintable(stderr);
        expect(code).not.toBe(70);
      }
    }
  });

  test('since every command prints through one place', () => {
    const files = readdirSync('src/cli', {recursive: true, encoding: 'utf8'}).filter(f => f.endsWith('.ts'));
    const writing = files.filter(f => /\b(stdout|stderr)\.write\(/.test(readFileSync(join('src/cli', f), 'utf8')));
    expect(writing).toEqual(['io.ts']);
  });

  test('nor through the environment', async () => {
    const env = {KUBEBUILDER_ASSETS: NASTY, KUBECONFIG: NASTY, KUBEDRILL_NODE_IMAGE: NASTY};
    for (const argv of [
      ['doctor', '--cluster', 'envtest'],
      ['run', '--cluster', 'existing', '--context', 'x', '--yes-this-cluster', 'x', '--out', tempDir()],
    ]) {
      const {stdout, stderr} = await kubedrillIn(env, ...argv);
      expectPrintable(stdout + stderr);
    }
  });

  test('nor in any report of a run', async () => {
    const dir = recordedRun();
    expect(await kubedrill('report', dir)).toMatchObject({code: 0, stderr: ''});
    for (const {file} of Object.values(FORMATS))
      expectPrintable(readFileSync(join(dir, file), 'utf8'), !/ml$/.test(file));
  });

  test.each(['board', 'evidence', 'feed', 'keys'] as const)('nor on the %s of the console', screen => {
    for (const columns of [60, 160])
      for (const selected of [0, 1, 2, 3, 4, 5])
        for (const showScenario of [true, false])
          expectPrintable(
            picture({columns, rows: 200, events: nastyEvents(), ui: {screen, selected, showScenario, query: NASTY}}),
          );
  });
});
