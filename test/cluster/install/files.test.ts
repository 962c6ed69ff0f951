import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parse as parseYaml} from 'yaml';
import {writeStackFolder} from '../../../src/cli/stack/folder.js';
import {installableStack, stackNames} from '../../../src/cluster/install/definition.js';
import {STACK_LABEL} from '../../../src/cluster/install/kube-object.js';
import {realClock} from '../../../src/lib/clock.js';
import {Secret} from '../../../src/lib/secret.js';
import {loadRules} from '../../../src/sigma/load/load.js';
import {auditLogSource} from '../../../src/sources/api-server/audit-log.js';
import {loadStack, type Stack} from '../../../src/sources/stack/load.js';
import {catalogueAlerts, recordedAlerts} from '../../helpers/falco.js';
import {containersOf, kustomizationOf, manifestsOf} from '../../helpers/installable.js';
import {clusterAt} from '../../helpers/kube.js';
import {opened} from '../../helpers/stack.js';
import {tempDir} from '../../helpers/temp.js';

const own = loadRules(['rules']).set.rules.map(rule => rule.id);

/** The ids of a stack's sources, opened on a cluster that has an audit log. */
function openedThere(stack: Stack): string[] {
  const auditStream = auditLogSource({follow: async () => {}}, realClock);
  return opened(stack, {cluster: clusterAt('http://127.0.0.1:9'), auditStream}).map(s => s.id);
}

test('there are the stacks that the issue of users who have none asks for', () => {
  expect(stackNames()).toEqual(['efk', 'falco', 'gatekeeper', 'prometheus']);
});

describe.each(stackNames())('%s', name => {
  const stack = installableStack(name);
  const kustomization = kustomizationOf(name);

  test('labels all that it makes, in the namespace that it says', () => {
    expect(kustomization.labels).toEqual([{pairs: {[STACK_LABEL]: name}}]);
    const namespaces = manifestsOf(name).filter(({kind}) => kind === 'Namespace');
    expect(namespaces.map(({metadata}) => metadata.name)).toEqual([stack.namespace]);
    if (kustomization.namespace !== undefined) expect(kustomization.namespace).toBe(stack.namespace);
  });

  test('pins every image by version, and pulls none that is there', () => {
    const images = new Map(kustomization.images.map(image => [image.name, image]));
    expect(containersOf(name).length).toBeGreaterThan(0);
    for (const {image, imagePullPolicy} of containersOf(name)) {
      const pinned = images.get(image.split(':')[0] ?? '');
      expect(pinned?.newTag, image).toMatch(/^v?\d+\.\d+\.\d+/);
      // Gatekeeper's own manifest is patched instead.
      if (name !== 'gatekeeper') expect(imagePullPolicy, image).toBe('IfNotPresent');
    }
  });

  test('limits the memory of every container', () => {
    for (const {name: container, resources} of containersOf(name)) {
      expect(resources?.limits?.memory, container).toMatch(/^\d+[MG]i$/);
      expect(resources?.requests?.memory, container).toMatch(/^\d+[MG]i$/);
    }
  });

  test('has no secret in its files, and takes from the generated one only what is generated', () => {
    const filled = manifestsOf(name).filter(m => m.kind === 'Secret' && ('data' in m || 'stringData' in m));
    expect(filled).toEqual([]);
    const keys = [...stack.secrets, ...(stack.postsToHost ? ['host-address'] : [])];
    const used = containersOf(name).flatMap(({env = []}) => env.flatMap(e => e.valueFrom?.secretKeyRef ?? []));
    expect(used.filter(ref => ref.name !== 'generated' || !keys.includes(ref.key))).toEqual([]);
    expect(keys.filter(key => !used.some(ref => ref.key === key))).toEqual([]);
    expect(stack.files.filter(file => !stack.secrets.includes(file))).toEqual([]);
  });

  test('forwards to services that it has, and its configuration is there', () => {
    const services = manifestsOf(name).filter(({kind}) => kind === 'Service');
    for (const {service, port} of stack.forward) {
      const {spec} = services.find(({metadata}) => metadata.name === service) ?? {};
      expect((spec as unknown as {ports: {port: number}[]}).ports.map(p => p.port)).toContain(port);
    }
    const files = kustomization.configMapGenerator?.flatMap(g => g.files) ?? [];
    expect([...files, ...kustomization.resources].filter(f => !existsSync(join(stack.dir, f)))).toEqual([]);
  });

  test('has a stack file that loads beside its secrets, and points to where it is forwarded', () => {
    const secrets = new Map(stack.secrets.map(key => [key, new Secret(`value of ${key}`)]));
    const file = writeStackFolder(join(tempDir(), 'new'), stack, secrets);
    const loaded = loadStack(file, {});
    expect(openedThere(loaded)).toEqual(expect.arrayContaining(loaded.sources.map(s => s.id)));
    const ports = stack.forward.map(({port}) => String(port));
    for (const source of loaded.sources) if ('url' in source) expect(ports).toContain(new URL(source.url).port);
    const schema = /\$schema=(.*)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    expect(schema).toBe(JSON.parse(readFileSync('schemas/stack.schema.json', 'utf8')).$id);
    expect(existsSync(join(dirname(file), 'install.yaml'))).toBe(false);
    for (const source of loaded.sources) {
      if ('rules' in source) expect(Object.keys(source.rules).filter(rule => !own.includes(rule))).toEqual([]);
    }
  });
});

interface FalcoRule {
  rule?: string;
  macro?: string;
  list?: string;
  items?: string[];
  condition?: string;
  output?: string;
  priority?: string;
  source?: string;
  desc?: string;
}

describe("Falco's rules", () => {
  const entries = parseYaml(readFileSync('stacks/falco/config/kubedrill_rules.yaml', 'utf8')) as FalcoRule[];
  const rules = entries.filter(entry => entry.rule !== undefined);

  test('are whole, of the audit log, and print neither bodies nor values', () => {
    expect(rules.length).toBeGreaterThan(0);
    for (const {rule, desc, condition, output, priority, source} of rules) {
      expect({rule, desc, condition, output, source}).toEqual({
        rule,
        desc: expect.any(String),
        condition: expect.any(String),
        output: expect.stringMatching(/resp=%ka\.response\.code/),
        source: 'k8s_audit',
      });
      expect(['WARNING', 'NOTICE']).toContain(priority);
      expect(output).not.toMatch(/obj|jevt/);
    }
  });

  test('use fields that k8saudit has, and macros of theirs or of the plugin', () => {
    const macros = new Set(entries.flatMap(({macro}) => macro ?? []));
    const plugin = [
      'kevt',
      'kevt_started',
      'kcreate',
      'kmodify',
      'response_successful',
      'secret',
      'service',
      'rolebinding',
    ];
    const words = ['and', 'or', 'not', 'in', 'exists', 'intersects', 'startswith'];
    for (const {condition = '', rule} of rules) {
      const bare = condition
        .replace(/jevt\.value\[[^\]]*\]/g, 'ka.json')
        .replace(/[=<>]\s*\S+/g, ' ')
        .replace(/\bin \([^)]*\)/g, ' ');
      const names = bare.split(/[\s()]+/).filter(word => word && !word.startsWith('ka.') && !words.includes(word));
      const unknown = names.filter(n => !macros.has(n) && ![...plugin, 'serviceaccount'].includes(n));
      expect(unknown, rule).toEqual([]);
    }
    const fields = new Set(
      rules.flatMap(r => [...`${r.condition} ${r.output}`.matchAll(/\bka\.[\w.]+/g)].map(m => m[0])),
    );
    expect([...fields].sort()).toEqual([
      ...['ka.auth.decision', 'ka.req.binding.role', 'ka.req.binding.subjects', 'ka.req.service.type'],
      ...['ka.response.code', 'ka.target.name', 'ka.target.namespace', 'ka.target.resource'],
      ...['ka.target.subresource', 'ka.uri', 'ka.user.name', 'ka.verb'],
    ]);
  });

  test("those that the stack file names are Falco's own, or in the file", () => {
    const stock = catalogueAlerts().map(({alert}) => alert.rule);
    const known = new Set([...recordedAlerts().map(alert => alert.rule), ...stock, ...rules.map(({rule}) => rule)]);
    const {sources} = parseYaml(readFileSync('stacks/falco/stack.yaml', 'utf8')) as {
      sources: {rules: Record<string, string[]>}[];
    };
    const named = sources.flatMap(source => Object.values(source.rules).flat());
    expect(named.filter(rule => !known.has(rule))).toEqual([]);
    expect(rules.map(({rule}) => rule).filter(rule => !named.includes(rule ?? ''))).toEqual([]);
  });
});

describe("Kibana's rules and views", () => {
  const lines = <T>(file: string): T[] =>
    readFileSync(`stacks/efk/kibana/${file}`, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as T);
  const rules = lines<{rule_id: string; query: string; language: string; index: string[]; enabled: boolean}>(
    'rules.ndjson',
  );

  test('each rule is one of kubedrill by its id, switched on, on the index of the audit log', () => {
    expect(rules.map(rule => rule.rule_id).filter(id => !own.includes(id))).toEqual([]);
    expect(new Set(rules.map(rule => rule.rule_id)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule).toMatchObject({enabled: true, language: 'lucene', index: ['k8s-audit-*']});
    }
  });

  test('no rule asks a flattened field what only others can be asked: wildcards within, and whether it is there', () => {
    for (const {rule_id, query} of rules) {
      const asked = [...query.matchAll(/(?:requestObject|responseObject|annotations)[\w.\\/-]*:(\([^)]*\)|\S+)/g)];
      for (const [, value = ''] of asked) {
        const plain = value.replace(/\\\*/g, '');
        expect(plain.match(/(^|[\s("])\*|\*(?=[^\s)])/g), `${rule_id}: ${value}`).toBeNull();
      }
    }
  });

  test('saved searches refer to data views that come with them', () => {
    const objects = lines<{id: string; type: string; references: {name: string; id: string}[]}>('saved-objects.ndjson');
    const views = objects.filter(({type}) => type === 'index-pattern').map(({id}) => id);
    expect(views).toContain('kubedrill-audit');
    for (const {type, references} of objects) {
      expect(references.map(({id}) => id).filter(id => !views.includes(id))).toEqual([]);
      expect(references.length).toBe(type === 'search' ? 1 : 0);
    }
  });
});
