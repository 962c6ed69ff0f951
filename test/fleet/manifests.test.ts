import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {argumentsOf, wrongWith} from '../docs/command-line.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const documentsIn = (text: string) =>
  parseAllDocuments(text, {merge: true}).map(document => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

function fleetFile(results: string, stack = 'stack.yaml'): string {
  const dir = tempDir();
  writeFileSync(join(dir, 'stack.yaml'), 'sources: []\n');
  const clusters = ['a', 'b'].map(name => `  - {name: ${name}, context: ${name}, confirm: x}\n`).join('');
  writeFileSync(
    join(dir, 'fleet.yaml'),
    `fleet: prod\ndefaults: {stack: ${stack}}\nresults: ${results}\nclusters:\n${clusters}`,
  );
  return join(dir, 'fleet.yaml');
}

test('a fleet is a Job with an index a cluster, whose pod calls fleet run with every file that it names', async () => {
  const {code, stdout} = await kubedrill(
    'fleet',
    'manifests',
    fleetFile('s3://drills/{cluster}'),
    '--parallelism',
    '50',
  );
  expect(code).toBe(0);
  const [config, cron, cleanup] = documentsIn(stdout);
  const {spec} = cron.spec.jobTemplate;
  expect(spec).toMatchObject({
    completionMode: 'Indexed',
    completions: 2,
    parallelism: 2,
    backoffLimitPerIndex: 1,
    maxFailedIndexes: 2,
  });
  expect(spec.podFailurePolicy.rules[1]).toEqual({
    ...{action: 'FailIndex', onExitCodes: {containerName: 'drill', operator: 'In', values: [1, 2]}},
  });
  const {containers, volumes, restartPolicy, automountServiceAccountToken, securityContext} = spec.template.spec;
  expect({restartPolicy, automountServiceAccountToken}).toEqual({
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
  });
  expect(securityContext).toMatchObject({runAsNonRoot: true, seccompProfile: {type: 'RuntimeDefault'}});
  const [drill] = containers;
  expect(drill.env).toContainEqual({name: 'KUBEDRILL_SHARDS', value: '2'});
  expect(await wrongWith(drill.args)).toBeUndefined();
  const items = volumes[0].configMap.items as {key: string; path: string}[];
  expect(items.map(({path}) => path)).toEqual(['fleet.yaml', 'stack.yaml']);
  expect(config.data[items[1]?.key ?? '']).toBe('sources: []\n');
  expect(cleanup.spec.schedule).toBe('47 * * * *');
  const [only] = cleanup.spec.jobTemplate.spec.template.spec.containers;
  expect(only.args).toEqual(['fleet', 'cleanup', '/etc/fleet/fleet.yaml']);
  expect(only.env).toEqual([{name: 'KUBECONFIG', value: '/etc/clusters/config'}]);
  expect(await wrongWith(only.args)).toBeUndefined();
});

test.each([
  ['results that would go with their pods', () => fleetFile('out/{cluster}'), 'results of pods go with them'],
  [
    'a file that is elsewhere',
    () => fleetFile('s3://drills/{cluster}', join(process.cwd(), 'package.json')),
    'has no place in a ConfigMap',
  ],
])('%s are refused', async (_, file, message) => {
  expect(await kubedrill('fleet', 'manifests', file())).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message),
  });
});

/** Every command of kubedrill in a document: in scripts, and as `args` of a container. */
function commandsIn(value: unknown): string[][] {
  if (typeof value === 'string') {
    const argv = argumentsOf(value.replaceAll(/\$\{\{[^}]*\}\}/g, '0'));
    return argv ? [argv] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const {command, args, ...rest} = value as {command?: unknown; args?: unknown};
  const own = Array.isArray(args) && String(command) === 'kubedrill' ? [args.map(String)] : [];
  return [...own, ...Object.values({...rest, ...(own.length ? {} : {command, args})}).flatMap(commandsIn)];
}

test.each(readdirSync('ci'))('ci/%s is YAML, and the program understands its commands', async name => {
  const commands = documentsIn(readFileSync(join('ci', name), 'utf8')).flatMap(commandsIn);
  expect(commands.map(([, action]) => action)).toEqual(expect.arrayContaining(['run', 'report']));
  for (const argv of commands) expect(await wrongWith(argv), argv.join(' ')).toBeUndefined();
});

test('every action of GitHub that is named is pinned by its commit, each by the same one everywhere, with its version beside it', () => {
  const files = ['action.yml', 'README.md', ...readdirSync('ci').map(name => join('ci', name)), 'docs/ci.md'];
  const used = files.flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(/uses: (?!kubedrill\/)(\S+?)@(\S+)(.*)/g)].map(([, name, pin, rest]) => ({
      ...{file, name, pin: `${pin}${rest}`},
    })),
  );
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter(({pin}) => !/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(pin))).toEqual([]);
  const names = new Set(used.map(({name}) => name));
  expect(new Set(used.map(({name, pin}) => `${name}@${pin}`)).size).toBe(names.size);
});
