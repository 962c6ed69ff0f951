import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {ResultSchema} from '../../src/report/data/result-schema.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const json = (text: string) => JSON.parse(text);
const HASTY = ['--sla', '400ms', '--grace', '200ms'];

describe('help and usage', () => {
  test('help names every command, with examples and exit codes', async () => {
    const {code, stdout} = await kubedrill('--help');
    expect(code).toBe(0);
    for (const name of [
      'run',
      'list',
      'show',
      'doctor',
      'plan',
      'lint',
      'rules',
      'cluster',
      'stack',
      'report',
      'replay',
      'cleanup',
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    }
    expect(stdout).toContain('Exit codes: 0 every gate held');
  });

  test('without arguments it shows the help, and that is no error', async () => {
    expect(await kubedrill()).toMatchObject({code: 0, stdout: expect.stringContaining('Usage: kubedrill')});
  });

  test.each([
    'run',
    'list',
    'show',
    'doctor',
    'plan',
    'lint',
    'rules',
    'cluster',
    'stack',
    'report',
    'replay',
    'cleanup',
  ])('%s --help has examples', async name => {
    const {code, stdout} = await kubedrill(name, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}kubedrill /);
    expect(stdout).toContain('--json');
  });

  test('the version is that of the package', async () => {
    expect((await kubedrill('--version')).stdout.trim()).toBe(json(readFileSync('package.json', 'utf8')).version);
  });

  test.each([
    [['runn'], /unknown command 'runn'.*\n\(Did you mean run\?\)/s],
    [['run', '--clutser', 'kind'], /unknown option '--clutser'.*\n\(Did you mean --cluster\?\)/s],
    [['run', '--cluster', 'minikube'], /--cluster minikube is not one of auto, kind/],
    [['run', 'secret-listed'], /there is no scenario secret-listed; did you mean secrets-listed\?/],
    [['run', 'escalating-role:grantd'], /has no variant grantd; did you mean escalating-role:granted\?/],
    [['run', 'pod-exec', 'pod-exec'], /pod-exec is named twice/],
    [['run', '--drill', 'cor'], /there is no drill cor\n {2}next: did you mean core\?/],
    [['run', '--sla', 'soon'], /--sla soon is not a duration from 0ms to 365d\n {2}next: write a number and a unit/],
    [
      ['run', '--respond', 'secrets-listed'],
      /--respond secrets-listed is not a duration\n.*write scenarios before the flag/,
    ],
    [['run', '--respond', '5'], /--respond 5 is not a duration from 1s to 365d/],
    [['run', '--responders', 'Lead'], /--responders "Lead" is not a name: .*\n {2}next: write --responders lead,res1/],
    [['run', '--responders', 'lead,'], /--responders "" is not a name/],
    [['run', '--responders', 'default'], /--responders default is the account that every namespace has already/],
    [['run', '--responders', 'lead,lead'], /--responders names somebody twice/],
    [
      ['run', '--cluster', 'existing', '--context', 'x', '--responders', 'lead'],
      /--responders makes accounts only on a cluster that kubedrill has made/,
    ],
    [['run', '--sla', '99999999h'], /--sla 99999999h is not a duration from 0ms to 365d/],
    [['run', '--grace', `${'9'.repeat(400)}s`], /is not a duration/],
    [['plan', '--sla-factor', 'Infinity'], /--sla-factor Infinity is not a number from 0.001 to 1000/],
    [['run', '--sla-factor', '1e308'], /is not a number from 0.001 to 1000/],
    [['run', '--parallel', '1e9'], /--parallel 1e9 is not a whole number from 1 to 50/],
    [['run', '--parallel', '0'], /--parallel 0 is not a whole number from 1/],
    [['run', '--parallel', '0.5'], /--parallel 0.5 is not a whole number from 1/],
    [['run', '--rules', '/nowhere'], /\/nowhere does not exist/],
    [['run', '--cluster', 'existing'], /--cluster existing needs --context NAME/],
    [['run', '--cluster', 'simulated', '--audit-policy', '/nowhere'], /the audit policy \/nowhere does not exist/],
    [['run', '--cluster', 'simulated', '--reuse'], /--reuse needs kind/],
    [['show', 'pod-exce'], /did you mean pod-exec\?/],
    [['report', 'nothing'], /there is no run nothing/],
    [['replay', '--speed', 'fast'], /--speed fast is not a number/],
    [['cluster', 'restart'], /cluster restart is not one of up, down, status/],
    [['doctor', '--cluster', 'x'], /--cluster x is not one of/],
  ])('%j is exit code 2, with what to do', async (argv, message) => {
    const out = ['run', 'report', 'replay'].includes(argv[0] ?? '') ? ['--out', tempDir()] : [];
    const {code, stderr} = await kubedrill(...argv, ...out);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test.each([['run'], ['coverage'], ['cluster', 'up']])(
    '%s refuses a policy with which the API server would not start, before anything is touched',
    async (...argv) => {
      const policy = tempFile(
        'policy.yaml',
        'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Everything}]\n',
      );
      const {code, stderr} = await kubedrill(...argv, '--audit-policy', policy, '--out', '/nowhere');
      expect(stderr).toMatch(/policy\.yaml:3:\d+ rules\.0\.level/);
      expect(code).toBe(2);
    },
  );
});

describe('looking before running', () => {
  test('list tells scenarios, variants and drills', async () => {
    const {stdout} = await kubedrill('list');
    expect(stdout).toContain('escalating-role:granted');
    const listed = json((await kubedrill('list', '--json')).stdout);
    const files = readdirSync('scenarios').map(file => file.replace('.yaml', ''));
    expect(listed.scenarios.map((s: {id: string}) => s.id)).toEqual(files.sort());
    expect(listed.scenarios).toContainEqual(
      expect.objectContaining({
        id: 'cluster-admin-bound',
        tags: expect.objectContaining({attack: ['T1098.006']}),
        needs: ['api'],
      }),
    );
    const drills = readdirSync('drills').map(file => file.replace('.yaml', ''));
    expect(listed.drills.map((d: {id: string}) => d.id)).toEqual(drills.sort());
    expect(listed.drills).toContainEqual(expect.objectContaining({id: 'core', uses: ['nightly']}));
  });

  test('show tells one, in words, as data, as its file', async () => {
    const {stdout} = await kubedrill('show', 'pod-exec');
    expect(stdout).toMatch(/^pod-exec: Exec into a pod \(medium\)/);
    expect(stdout).toContain('service account support, may get/create pods/exec');
    expect(json((await kubedrill('show', 'escalating-role:granted', '--json')).stdout)).toMatchObject({
      id: 'escalating-role:granted',
    });
    expect((await kubedrill('show', 'pod-exec', '--yaml')).stdout).toBe(
      readFileSync('scenarios/pod-exec.yaml', 'utf8'),
    );
  });

  test('show tells a drill, as it is played with a seed, in a language; as data, as its file', async () => {
    const {stdout} = await kubedrill('show', 'leaked-token');
    expect(stdout).toMatch(/^leaked-token: Leaked token, 20m\n {2}Two tokens/);
    expect(stdout).toMatch(/^ {2}commander +responds, 1: Declares the incident/m);
    expect(stdout).toMatch(/^ {2}I2 +mail +at 2:07 +Tokens in a public build log$/m);
    expect(stdout).toMatch(
      /^ {2}I5 +attack cluster-admin-bound +90 s after secrets-listed is acknowledged, at the latest/m,
    );
    const varied = (await kubedrill('show', 'drills/leaked-token.yaml', '--seed', '2', '--language', 'de')).stdout;
    expect(varied).toMatch(/^ {2}I2 +mail +at (?!2:07)\S.* +Tokens in einem öffentlichen Build-Protokoll$/m);
    expect(json((await kubedrill('show', 'insider', '--json')).stdout)).toMatchObject({
      id: 'insider',
      pace: {length: '45m'},
    });
    expect((await kubedrill('show', 'core', '--yaml')).stdout).toBe(readFileSync('drills/core.yaml', 'utf8'));
    expect(await kubedrill('show', 'core', '--seed', 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--seed x is not a whole number from 0 to 9999'),
    });
  });

  test('plan --stack lays what the stack may take beside what is expected of it', async () => {
    const source = (type: string, every: string) =>
      `  - {type: ${type}, url: "http://127.0.0.1:9", index: x, every: 1s, delays: [{for: ${every}, why: it flushes every}]}\n`;
    const stack = tempFile(
      'stack.yaml',
      `title: t\nsla: {collected: 15s, alerted: 20s}\nsources:\n${source('elasticsearch', '5s')}${source('elastalert', '1m')}`,
    );
    const {stdout} = await kubedrill('plan', 'secrets-listed', '--stack', stack);
    expect(stdout).toContain('  expects collected within 15.0 s\n  expects alerted within 20.0 s');
    expect(stdout).toContain('  ! the stack may take 1 m 07 s to alerted: it may be late or missed');
    expect(stdout).toContain(
      'latency budget of the stack\n  collected by elasticsearch 6.0 s (it flushes every 5.0 s, asked every 1.0 s)\n  alerted by elastalert 1 m 01 s (',
    );
    const plan = json((await kubedrill('plan', 'secrets-listed', '--json', '--stack', stack)).stdout);
    expect(plan.budget).toMatchObject([
      {source: 'elasticsearch', stage: 'collected', ms: 6000},
      {source: 'elastalert', stage: 'alerted', ms: 61_000},
    ]);
  });

  test('plan --stack knows what a source is asked for beside its alerts', async () => {
    const source = '{type: opensearch-alerting, id: os, url: "http://127.0.0.1:9", every: 2s, acknowledged: true}';
    const stack = tempFile('stack.yaml', `title: t\nsla: {acknowledged: 5m}\nsources: [${source}]\n`);
    const {stdout} = await kubedrill('plan', 'secrets-listed', '--stack', stack);
    expect(stdout).toContain('  expects acknowledged within 5 m 00 s');
    expect(stdout).toContain(
      '  alerted by os 2.0 s (asked every 2.0 s)\n  acknowledged by os-acknowledgements 2.0 s (asked every 2.0 s)',
    );
  });

  test('plan tells every request and what the policy makes of it', async () => {
    const policy = tempFile(
      'policy.yaml',
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: None, resources: [{resources: [secrets]}]}\n- level: Metadata\n',
    );
    const {stdout} = await kubedrill('plan', 'secrets-listed', '--audit-policy', policy);
    expect(stdout).toContain('GET /api/v1/secrets?limit=500');
    expect(stdout).toContain('! not audited: level: None, resources: secrets');
    const plan = json((await kubedrill('plan', '--json')).stdout);
    expect(plan.scenarios).toHaveLength(6);
    expect(plan.scenarios[0].steps[0]).toMatchObject({level: 'Metadata', method: 'GET'});
  });

  test('doctor tells what is missing, and fails only where kind was asked for', async () => {
    const auto = await kubedrill('doctor');
    expect(auto.stdout).toContain('kind is not installed: drills run on the simulated cluster');
    expect(auto.code).toBe(0);
    expect((await kubedrill('doctor', '--cluster', 'kind')).code).toBe(3);
    const existing = await kubedrill('doctor', '--cluster', 'existing');
    expect(existing.stdout).toContain('existing: needs a context of your kubeconfig');
    expect(existing.stdout).not.toContain('kind is not installed');
    expect(json((await kubedrill('doctor', '--json')).stdout).findings.map((f: {id: string}) => f.id)).toContain(
      'cluster',
    );
  });

  test('the environment that is not ready is exit code 3', async () => {
    const {code, stderr} = await kubedrill('run', '--cluster', 'kind', '--out', tempDir());
    expect(stderr).toMatch(/kind is not installed\n {2}next: install kind/);
    expect(code).toBe(3);
    expect((await kubedrill('cluster', 'up', '--out', tempDir())).code).toBe(3);
  });
});

describe('lint', () => {
  test('finds nothing in what ships with kubedrill', async () => {
    const {code, stdout} = await kubedrill('lint');
    const [scenarios, drills] = ['scenarios', 'drills'].map(folder => readdirSync(folder).length);
    expect(stdout).toMatch(/, \d+ rules: 0 errors, 0 warnings, 0 notes\n$/);
    expect(stdout).toContain(`${scenarios} scenarios, ${drills} drills, `);
    expect(code).toBe(0);
  });

  test('points at every mistake of a scenario by line and column, all at once', async () => {
    const file = tempFile(
      'broken.yaml',
      'title: x\ndescription: y\nseverity: hihg\ntags: {attack: [T15], owasp-2022: [], owasp-2025: [], threat-matrix: []}\nactor: {anonymous: true}\nattack:\n  - lst: {resource: pods}\n  - get: {resource: pods, name: "{{ nmae }}"}\nexpct: []\nexpect:\n  - {stage: audited, within: 5}\nprevent: z\n',
    );
    const {code, stdout} = await kubedrill('lint', '--scenarios', file);
    expect(code).toBe(2);
    expect(stdout).toContain(`${file}:3:1 severity: must be one of low, medium, high, critical`);
    expect(stdout).toMatch(/:4:\d+ tags\.attack\.0: must be an ATT&CK technique/);
    expect(stdout).toContain(`${file}:7:5 attack.0: names no action: "lst" looks like "list"`);
    expect(stdout).toContain(`${file}:9:1 expct: unknown key in the file`);
    expect(stdout).toMatch(/:11:\d+ expect\.0\.within: must be a duration with its unit: write 5s/);
    expect(stdout).toContain('5 errors');
  });

  test('sees what no schema sees: templates, resources, steps, rules and scenarios that are not there', async () => {
    const text = readFileSync('scenarios/secrets-listed.yaml', 'utf8');
    const file = tempFile(
      'mine.yaml',
      text
        .replace('{{ token }}', '{{ tokn }}')
        .replace('rule: secrets-enumerated', 'rule: nobody, step: nothing')
        .replace('resource: configmaps, namespace', 'resource: widgets, namespace'),
    );
    const drill = tempFile('drill.yaml', 'title: d\ndescription: d\nscenarios: [mine, other]\n');
    const {code, stdout} = await kubedrill('lint', '--scenarios', file, '--drills', drill);
    expect(code).toBe(2);
    for (const message of [
      '{{ tokn }} is not one of',
      'there is no rule nobody',
      'there is no attack step nothing',
      'widgets is not a built-in resource',
      'there is no scenario other',
    ]) {
      expect(stdout).toContain(message);
    }
  });

  test('names rules that can never match, and why', async () => {
    const rule = (name: string, detection: string) =>
      `title: ${name}\nlogsource: {product: kubernetes, service: audit}\ndetection:\n${detection}\n  condition: s\n`;
    const dir = tempDir();
    writeFileSync(join(dir, 'field.yml'), rule('field', '  s: {resource: secrets}'));
    writeFileSync(join(dir, 'verb.yml'), rule('verb', '  s: {verb: exec}'));
    writeFileSync(
      join(dir, 'level.yml'),
      rule('level', '  s: {verb: create, objectRef.resource: secrets, requestObject.data.x: y}'),
    );
    writeFileSync(
      join(dir, 'fine.yml'),
      rule('fine', '  s: {verb: create, objectRef.resource: pods, requestObject.spec.x: y}'),
    );
    const {code, stdout} = await kubedrill('lint', '--rules', dir);
    expect(code).toBe(0); // a rule that never matches is a warning: it is not wrong, it is useless
    expect(stdout).toMatch(
      /field\.yml:4:\d+ warning: field can never match: an audit event has no field resource; perhaps objectRef\.resource is meant/,
    );
    expect(stdout).toMatch(/verb\.yml:4:\d+ warning: verb can never match: verb is never exec/);
    expect(stdout).toMatch(
      /level\.yml:4:\d+ warning: level can never match: requestObject\.data\.x is not in the log: the audit policy writes Metadata/,
    );
    expect(stdout).not.toContain('fine.yml');
  });
});

describe('run, and what can be made of it again', () => {
  test('one run: lines on stderr, the summary on stdout, every file in its folder', async () => {
    const out = tempDir();
    const {code, stdout, stderr} = await kubedrill('run', 'secrets-listed', '--out', out);
    expect(code).toBe(0);
    expect(stderr.split('\n')[0]).toBe(
      'kubedrill core on the simulated cluster (kind is not installed), 1 scenario, SLA ×1',
    );
    expect(stdout).toMatch(/✔ detected {6}Secrets listed cluster-wide/);
    expect(stdout).toMatch(/^score \d+/m);
    const result = json(readFileSync(`${/report (.*)\/report.html/.exec(stdout)?.[1]}/result.json`, 'utf8'));
    expect(ResultSchema.safeParse(result).error).toBeUndefined();
    expect(result.run.cluster).toMatchObject({kind: 'simulated', simulated: true});

    const again = await kubedrill('report', 'latest', '--out', out, '--json');
    expect(json(again.stdout)).toEqual(result);
    const html = await kubedrill('report', 'latest', '--out', out, '--format', 'html');
    expect(html.stdout).toMatch(/^<!doctype html>/);
    const file = join(tempDir(), 'r.md');
    await kubedrill('report', result.run.id, '--out', out, '--format', 'md', '--output', file);
    expect(readFileSync(file, 'utf8')).toContain('# Core drill');
    expect((await kubedrill('report', 'latest', '--out', out, '--format', 'pdf')).code).toBe(2);

    const replay = await kubedrill('replay', 'latest', '--out', out, '--speed', '0');
    expect(replay.code).toBe(0);
    expect(replay.stderr.split('\n')[0]).toBe(stderr.split('\n')[0]);
    expect(replay.stdout).toContain('Secrets listed cluster-wide');
  });

  test('one bad rule in a folder: the others are loaded, the bad one is in preflight, report and miss', async () => {
    const dir = tempDir();
    const rule = (selection: string) =>
      `title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {${selection}}\n  condition: s\n`;
    writeFileSync(join(dir, 'bad.yml'), rule('verb|gt: many'));
    writeFileSync(join(dir, 'good.yml'), rule('objectRef.resource: secrets, verb: list'));
    const out = tempDir();
    const {code, stdout, stderr} = await kubedrill('run', 'secrets-listed', '--rules', dir, '--out', out);
    expect(code).toBe(0);
    const told = /1 rule loaded, 1 skipped: 1 with a mistake; .*bad\.yml:4:7 verb\|gt: gt needs a number/;
    expect(stderr).toMatch(told);
    const html = readFileSync(/report (.*report\.html)/.exec(stdout)?.[1] ?? '', 'utf8');
    expect(html).toMatch(told);
    const plan = await kubedrill('plan', 'secrets-listed', '--rules', dir);
    expect(plan.stderr).toMatch(/^rules: 1 rule loaded, 1 skipped: 1 with a mistake\n {2}.*bad\.yml:4:7 /);
    expect((await kubedrill('lint', '--rules', dir)).code).toBe(2);

    const missed = await kubedrill(
      'run',
      'pod-exec',
      '--rules',
      dir,
      '--out',
      out,
      '--sla',
      '400ms',
      '--grace',
      '200ms',
    );
    expect(missed.code).toBe(1);
    expect(missed.stdout.replaceAll(/\s+/g, ' ')).toMatch(/skipped was .*bad\.yml:4:7 verb\|gt/);
  });

  test('rules of which none can be asked are an error before anything is touched', async () => {
    const {code, stderr} = await kubedrill('run', 'secrets-listed', '--rules', tempDir(), '--out', tempDir());
    expect(stderr).toMatch(/there is no usable rule in .*: 0 rules loaded/);
    expect(code).toBe(2);
  });

  test('--json is the result and nothing else; --quiet is silent', async () => {
    const {code, stdout, stderr} = await kubedrill('run', 'privileged-pod', '--out', tempDir(), '--json', '--quiet');
    expect(ResultSchema.parse(json(stdout)).scenarios[0]?.verdict).toBe('detected');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('--ascii writes nothing but ASCII', async () => {
    const {stdout, stderr} = await kubedrill('run', 'secrets-listed', '--out', tempDir(), '--ascii');
    expect([...(stdout + stderr)].filter(letter => letter > '~')).toEqual([]);
  });

  test('a miss is exit code 1', async () => {
    const rules = tempFile(
      'other.yml',
      'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {verb: nothing*}\n  condition: s\n',
    );
    const {code, stdout} = await kubedrill('run', 'secrets-listed', '--out', tempDir(), '--rules', rules, ...HASTY);
    expect(stdout).toContain('✖ MISSED');
    expect(code).toBe(1);
  });

  test('a log that was edited, cut short or is of a newer kubedrill is told so', async () => {
    const out = tempDir();
    await kubedrill('run', 'privileged-pod', '--out', out, '--quiet');
    const listed = json((await kubedrill('report', 'latest', '--out', out, '--json')).stdout);
    const found = join(
      out,
      String(listed.run.startedAt).slice(0, 19).replaceAll(':', '-').concat(`-${listed.run.id}`),
      'events.ndjson',
    );
    const text = readFileSync(found, 'utf8');
    const dir = tempDir();
    const variant = (name: string, content: string) => {
      mkdirSync(join(dir, name));
      writeFileSync(join(dir, name, 'events.ndjson'), content);
      return kubedrill('report', join(dir, name), '--json');
    };
    expect((await variant('cut', text.slice(0, -40))).code).toBe(0);
    expect(json((await variant('half', text.slice(0, text.length / 2))).stdout).run.outcome).toBe('interrupted');
    expect((await variant('edited', text.replace('"seq":3', '"seq":'))).stderr).toMatch(
      /events\.ndjson:4:1 is not JSON/,
    );
    expect((await variant('newer', text.replace(/"schemaVersion":\d+/, '"schemaVersion":99'))).stderr).toContain(
      'newer kubedrill',
    );
    expect((await variant('other', '{"hello":"world"}\n')).stderr).toContain(
      'is not the start of a kubedrill event log',
    );
  });
});
