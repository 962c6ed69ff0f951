import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {findAssets} from '../../../src/cluster/envtest/assets.js';
import {idsWithVariants, loadScenarios, resolveScenarios} from '../../../src/scenario/load.js';
import {Allowances, type Difference, differences} from '../../fidelity/compare.js';
import {type Normal, normal} from '../../fidelity/normal.js';
import {playAll} from '../../fidelity/play-all.js';
import type {Played} from '../../fidelity/player.js';
import {realSide} from '../../fidelity/side.js';
import {start} from '../../helpers/cli.js';
import {never} from '../../helpers/source.js';

const {env} = process;
const {scenarios} = loadScenarios();
const ids = idsWithVariants(scenarios);

/** Steps that are made again until the server has heard of a change: how often depends on the moment, not on the version. */
const REPEATED: readonly string[] = resolveScenarios(ids, scenarios).flatMap(({id, attack}) =>
  attack.flatMap(step => ('retryFor' in step && step.retryFor ? [`${id} attack ${step.id}`] : [])),
);
const isRepeated = (request: string): boolean => REPEATED.some(step => request.startsWith(step));

/** What a drill with everything came to on one API server. */
interface Drill {
  version: string;
  verdicts: Map<string, string>;
}

async function drillWith(assets: string, cwd: string): Promise<Drill> {
  const args = ['run', '--all', '--variants', '--cluster', 'envtest', '--assets', assets, '--json', '--no-tui'];
  const {stdout, stderr} = await start(args, {cwd, env}).done;
  expect(stdout, stderr).toMatch(/^\{/);
  const {run, scenarios: told} = JSON.parse(stdout) as {
    run: {cluster: {version: string}};
    scenarios: {id: string; verdict: string; stages: {stage: string; state: string}[]}[];
  };
  // What was refused is *prevented* with and without an alert: its stages say whether a rule still matches.
  const verdicts = told.map(({id, verdict, stages}): [string, string] => [
    id,
    [
      verdict,
      ...stages
        .filter(({stage}) => stage !== 'executed' || !REPEATED.some(step => step.startsWith(`${id} `)))
        .map(({stage, state}) => `${stage} ${state}`),
    ].join(', '),
  ]);
  return {version: run.cluster.version, verdicts: new Map(verdicts)};
}

/** Objects whose state controllers write at whatever moment they come to it, on each server alike. */
const WRITTEN_BY_CONTROLLERS = /\/(deployments|persistentvolumes)(\/|$)/;
const REVISION = 'deployment.kubernetes.io/revision';

/** The events of each request, which have its status as well. Answers are for clients; detection reads the audit log. */
const audited = (id: string, played: Played): Map<string, Normal> =>
  new Map(
    [...normal(played)]
      .filter(([key]) => !isRepeated(`${id} ${key}`))
      .map(([key, {events}]) => [
        key,
        {
          code: undefined,
          body: undefined,
          events: WRITTEN_BY_CONTROLLERS.test(key) ? events.map(withoutState) : events,
        },
      ]),
  );

interface Written {
  status?: unknown;
  metadata?: {annotations?: Record<string, string>};
  items?: Written[];
}

function withoutState(event: unknown): unknown {
  const {responseObject, ...rest} = event as {responseObject?: Written};
  return responseObject ? {...rest, responseObject: stateless(responseObject)} : event;
}

/** An object, or a list of them, without what controllers write into it. */
function stateless({status: _, metadata, items, ...object}: Written): Written {
  const annotations = Object.entries(metadata?.annotations ?? {}).filter(([name]) => name !== REVISION);
  return {
    ...object,
    metadata: {...metadata, annotations: Object.fromEntries(annotations)},
    ...(items && {items: items.map(stateless)}),
  };
}

/**
 * Holds an API server to that of Kubernetes 1.34, for which the catalogue was written. What may differ is in a file beside
 * the test, named by the version, each with its reason; one that no longer differs fails.
 */
export function heldTo134(minor: string): void {
  const older = findAssets(undefined, env).dir;
  const newer = findAssets(env[`KUBEBUILDER_ASSETS_${minor.replace('.', '_')}`], {}).dir;
  const allowances = new Allowances(join(import.meta.dirname, `${minor}.yaml`));
  const found: Difference[] = [];
  const unlisted = (all: Difference[]) => {
    found.push(...all);
    return all.filter(difference => !allowances.allow(difference));
  };
  // For whoever works on it: every difference, listed or not.
  afterAll(() => {
    const report = env.FIDELITY_REPORT;
    if (report) writeFileSync(`${report}.${minor}.json`, JSON.stringify(found, null, 1));
  });

  describe(`every scenario and variant has the verdict and the stages on ${minor} that it has on 1.34`, () => {
    const cwd = mkdtempSync(join(tmpdir(), 'kubedrill-newer-'));
    let drills: [Drill, Drill];
    beforeAll(async () => {
      drills = [await drillWith(older, cwd), await drillWith(newer, cwd)];
    }, 900_000);
    afterAll(() => rmSync(cwd, {recursive: true, force: true}));

    test('the servers are those that are meant', () => {
      expect(drills.map(({version}) => version.split('.').slice(0, 2).join('.'))).toEqual(['v1.34', `v${minor}`]);
      expect([...drills[0].verdicts.keys()].sort()).toEqual([...ids].sort());
    });

    test.each(ids)('%s', id => {
      const [reference, other] = drills.map(({verdicts}) => verdicts.get(id));
      const isSame = reference === other;
      expect(unlisted(isSame ? [] : [{request: id, field: 'verdict', reference, other}])).toEqual([]);
    });
  });

  describe(`every request of the catalogue has the audit events on ${minor} that it has on 1.34`, () => {
    const played: Map<string, Played>[] = [];
    beforeAll(async () => {
      const all = resolveScenarios(ids, scenarios);
      for (const dir of [older, newer]) {
        const side = await realSide({KUBEBUILDER_ASSETS: dir}, never);
        played.push(await playAll(side, all).finally(() => side.stop()));
      }
    }, 900_000);

    test.each(ids)('%s', id => {
      const [reference, other] = played.map(all => all.get(id));
      if (!reference || !other) throw new Error(`${id} was not played`);
      expect(reference.exchanges.some(({events}) => events.length > 0)).toBe(true);
      expect(unlisted(differences(id, audited(id, reference), audited(id, other)))).toEqual([]);
    });
  });

  test('every difference that is listed is still one', () => {
    expect(allowances.unused()).toEqual([]);
  });
}
