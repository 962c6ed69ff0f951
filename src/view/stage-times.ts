import type {Stage} from '../events/words.js';
import type {ScenarioView, StageView} from './view.js';

/** Short names of the stages, for columns. */
export const STAGE_LABEL: Record<Stage, string> = {
  executed: 'exec',
  audited: 'audit',
  collected: 'coll',
  alerted: 'alert',
  acknowledged: 'ack',
  contained: 'cont',
};

/** From best to worst: where a scenario expects several things of one stage, the stage is as good as the worst. */
const BADNESS: StageView['state'][] = [
  'seen',
  'waiting',
  'running',
  'prevented',
  'late',
  'unknown',
  'suppressed',
  'missed',
  'failed',
];

/** The stages that any scenario of the plan has, in the order of the chain. */
export function stagesOf(scenarios: readonly ScenarioView[]): Stage[] {
  const present = new Set(scenarios.flatMap(s => s.stages.map(stage => stage.stage)));
  return (Object.keys(STAGE_LABEL) as Stage[]).filter(stage => present.has(stage));
}

/**
 * What is known of one stage of a scenario, the worst of its expectations; undefined when it has none there. Its time is
 * that by which it and all before it were seen: a stage is not over before the one that it follows from. An
 * acknowledgement's time is its own, because it runs from the alert.
 */
export function stageOf(scenario: ScenarioView, stage: Stage): StageView | undefined {
  const own = worstOf(scenario, stage);
  if (own?.state !== 'seen' || own.latencyMs === undefined || stage === 'acknowledged') return own;
  const order = Object.keys(STAGE_LABEL) as Stage[];
  const before = order.slice(0, order.indexOf(stage)).map(earlier => worstOf(scenario, earlier));
  const times = before.map(earlier => (earlier?.state === 'seen' ? (earlier.latencyMs ?? 0) : 0));
  return {...own, latencyMs: Math.max(own.latencyMs, ...times)};
}

function worstOf(scenario: ScenarioView, stage: Stage): StageView | undefined {
  return scenario.stages
    .filter(s => s.stage === stage)
    .sort((a, b) => BADNESS.indexOf(b.state) - BADNESS.indexOf(a.state) || (b.latencyMs ?? 0) - (a.latencyMs ?? 0))[0];
}

/** A latency for a narrow column, at most six wide: `0.1s`, `34.0s`, `2m04s`. */
export function shortTime(ms: number): string {
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 6000
    ? `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`
    : `${Math.floor(seconds / 3600)}h${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')}m`;
}

/** Whole seconds for a time that still runs: `7s`, `2m04s`. */
export const runningTime = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 100 ? `${seconds}s` : shortTime(seconds * 1000);
};

/** `02:14`, or `1:02:14` from an hour on. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`;
}
