import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from 'vitest';
import type {Cluster} from '../../../src/cluster/cluster.js';
import {openKind} from '../../../src/cluster/kind/open.js';
import type {CoverageResult} from '../../../src/coverage/result.js';
import {realClock} from '../../../src/lib/clock.js';
import {start} from '../../helpers/cli.js';
import {tempDir, tempFile} from '../../helpers/temp.js';
import {uniqueName} from '../lab.js';
import type {ShipperFaults} from './node-logs.js';

const {KUBEDRILL_NODE_IMAGE} = process.env;

/** A drill cluster of the tests of a file; returns its name. */
export function drillCluster(): string {
  const name = uniqueName('kubedrill-coverage');
  const home = mkdtempSync(join(tmpdir(), 'kubedrill-coverage-'));
  let own: Cluster | undefined;
  beforeAll(async () => {
    own = await openKind({
      request: {
        ...{kind: 'kind', keep: false, kindConfig: 'kind-config.yaml'},
        ...(KUBEDRILL_NODE_IMAGE !== undefined && {nodeImage: KUBEDRILL_NODE_IMAGE}),
      },
      ...{name, dir: home, clock: realClock, onPhase: () => {}, env: process.env},
      signal: new AbortController().signal,
    });
  }, 600_000);
  afterAll(async () => {
    await own?.release();
    rmSync(home, {recursive: true, force: true});
  });
  return name;
}

/**
 * Runs `kubedrill coverage` on a drill cluster.
 *
 * @param within how late lines may arrive; what never comes is waited for twice as long
 * @param stack the text of a stack file
 */
export async function coverageOf(name: string, within: string, stack: string) {
  const cwd = tempDir();
  const argv = ['coverage', '--stack', tempFile('stack.yaml', stack), '--reuse', name, '--within', within, '--json'];
  const {code, stdout, stderr} = await start(argv, {cwd, env: process.env}).done;
  if (!stdout) throw new Error(stderr);
  const result = JSON.parse(stdout) as CoverageResult;
  const states = Object.fromEntries(result.logs.map(trace => [trace.log, trace.state]));
  return {code, result, states, stderr, cwd, of: (log: string) => result.logs.find(trace => trace.log === log)};
}

export type Covered = Awaited<ReturnType<typeof coverageOf>>;

/** A shipper did its work: every line of every log source has arrived, once. */
export function expectAllArrived({code, result, states, stderr, of}: Covered): void {
  expect(states, stderr).toEqual({
    ...{containers: 'arrived', pods: 'arrived', nodes: 'arrived', 'control-plane': 'arrived'},
    ...{audit: 'arrived', events: 'arrived'},
  });
  for (const log of ['containers', 'nodes', 'audit', 'events']) {
    expect(of(log)).toMatchObject({written: 1000, lost: 0, source: {seen: 1000}, store: {seen: 1000, duplicates: 0}});
  }
  expect(of('pods')?.attributes).toEqual({namespace: 'field', pod: 'field', container: 'field', label: 'absent'});
  expect(result.left).toEqual([]);
  expect(code).toBe(0);
}

/** Everything that a shipper of these tests can do wrong. */
export const EVERY_FAULT: ShipperFaults = {
  dropsEveryTenth: true,
  knowsNothingOfKubernetes: true,
  withoutJournal: true,
};

/** It did all of that, and each is found out. */
export function expectFaultsFound({code, stderr, of}: Covered): void {
  expect(of('containers'), stderr).toMatchObject({
    ...{state: 'lossy', written: 1000, lost: 100, pattern: 'every 10th'},
    source: {seen: 1000},
    store: {seen: 900, duplicates: 0},
  });
  expect(of('pods')).toMatchObject({
    ...{state: 'lossy', lost: 0, reason: 'a line of more than 16 KiB came in pieces'},
    attributes: {namespace: 'text', pod: 'text', container: 'text', label: 'absent'},
  });
  expect(of('nodes')).toMatchObject({state: 'missing'});
  expect(code).toBe(1);
}
