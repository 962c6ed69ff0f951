import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type PolicyFile, readPolicy} from '../audit/policy-file.js';
import {conduct} from '../drill/conduct.js';
import {DrillControl} from '../drill/control.js';
import {makePlan, OWN_COVERAGE} from '../drill/plan/plan.js';
import {EventLog} from '../events/log.js';
import {usageError} from '../lib/errors.js';
import {readText} from '../lib/files/read-text.js';
import {packaged} from '../lib/paths.js';
import {quickClock} from '../lib/quick-clock.js';
import {chooseScenarios, loadDrill} from '../scenario/load.js';
import {loadRules} from '../sigma/load/load.js';
import {loadedCount, skippedLines} from '../sigma/load/loaded.js';
import type {RuleSet} from '../sigma/rule-set.js';
import {loadStack, type Stack} from '../sources/stack/load.js';
import {stagesOf} from '../sources/stack/open.js';
import {viewOf} from '../view/fold.js';
import {overstepped} from './limits.js';
import type {Lab} from './load.js';
import {RESPONSE_FILE, respondsIn} from './respond.js';
import {type Checked, verdictOn} from './verdict.js';

/** Drills of labs run on a clock that is this much faster: a miss is known in seconds, as it would be after a minute. */
const FASTER = 10;

/** How long people have to contain an attack, in milliseconds of the drill: what is open then stays open. */
const RESPOND_MS = 40_000;

/** What a check needs beside the lab. */
export interface CheckOptions {
  env: NodeJS.ProcessEnv;
  /** The version of kubedrill. */
  version: string;
  signal: AbortSignal;
}

/** What of a learner's folder is under test; what is not there is as kubedrill has it. */
interface Files {
  policy: PolicyFile;
  rules: RuleSet;
  /** Whether the rules are the learner's. */
  own: boolean;
  stack?: Stack;
  /** What people do about the attack, where the lab is about that. */
  commands?: string;
}

/**
 * Plays the scenarios of a lab against a learner's files, on a simulated cluster.
 *
 * @param dir the learner's folder, or any with such files
 * @throws DrillError (exit code 2) with every problem of the files; the reason of the signal when it aborts
 */
export async function checkLab(lab: Lab, dir: string, {env, version, signal}: CheckOptions): Promise<Checked> {
  const {policy, rules, own, stack, commands} = filesOf(dir, env);
  const coverage = stack ? {stages: stagesOf(stack).add('audited'), sla: {}} : OWN_COVERAGE;
  const scenarios = chooseScenarios(lab.scenarios);
  const lines = commands === undefined ? undefined : commands.split('\n');
  const respond = {withinMs: RESPOND_MS, people: ['you']};
  const settings = {parallel: 10, ...(lines && {respond})};
  const plan = makePlan({...loadDrill('core'), id: lab.id, title: lab.title}, scenarios, settings, {coverage});
  const clock = quickClock(FASTER);
  const log = new EventLog(clock);
  const run = mkdtempSync(join(tmpdir(), 'kubedrill-lab-'));
  const responding = lines && respondsIn(log, run, lines, signal);
  try {
    await conduct({
      ...{plan, log, clock, rules, env, version, dir: run, abort: signal},
      request: {kind: 'simulated', keep: false, kindConfig: '', auditPolicy: policy},
      choice: {kind: 'simulated', reason: 'labs are played on the simulated cluster'},
      ...(stack && {stack}),
      // Rules of a learner's own have other names than those that scenarios name.
      anyRule: own,
      control: new DrillControl(),
      identity: {labels: {}, cluster: 'lab'},
    });
  } finally {
    log.close();
    rmSync(run, {recursive: true, force: true});
  }
  return verdictOn(viewOf(log.events), overstepped(lab.limits, policy.policy), (await responding) ?? []);
}

/** Reads what is there, and refuses what has a mistake: a rule that is left out would look like one that is wrong. */
function filesOf(dir: string, env: NodeJS.ProcessEnv): Files {
  const own = (name: string) => (existsSync(join(dir, name)) ? join(dir, name) : undefined);
  const policy = readPolicy(own('audit-policy.yaml') ?? packaged('audit-policy.yaml'));
  const folder = own('rules');
  const {set} = loadRules([folder ?? packaged('rules')]);
  if (folder !== undefined && (set.skipped.length || !loadedCount(set))) {
    const lines = skippedLines(set);
    throw usageError(lines.length ? lines : [`there is no rule in ${folder}`], ['correct the rules of this lab']);
  }
  const stackFile = own('stack.yaml');
  const response = own(RESPONSE_FILE);
  return {
    ...{policy, rules: set, own: folder !== undefined},
    ...(stackFile !== undefined && {stack: loadStack(stackFile, env)}),
    ...(response !== undefined && {commands: readText(response)}),
  };
}
