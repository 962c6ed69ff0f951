import {type Measure, responseOf} from '../../response/measures.js';
import type {LiveView} from '../../view/live/view.js';
import type {RunView, ScenarioView} from '../../view/view.js';

/** A check of containment as it stands. */
export interface CheckRow {
  check: string;
  state: 'held' | 'not held' | 'unknown';
  detail: string;
}

/** An attack, what the machines saw of it, and what people did about it. */
export interface AttackRow {
  id: string;
  title: string;
  severity: string;
  /** `planned`: not begun. `running`: its time is not over. Else the verdict. */
  verdict: string;
  explanation?: string;
  detect?: Measure;
  acknowledge?: Measure & {person?: string};
  /** Drill time at which an incident that names one of its alerts was declared. */
  declaredT?: number;
  contain?: Measure & {slaMs: number};
  isContained: boolean;
  /** Whether people are to contain it now. */
  isOpen: boolean;
  checks: CheckRow[];
  containedBy: string[];
  /** Milliseconds in which bystanders were down, all of them together, and who they were. */
  harmMs: number;
  harmed: {bystander: string; downMs: number; by?: string}[];
  evidence: {object: string; state: 'kept' | 'lost' | 'untouched' | 'unknown'; by?: string}[];
  /** More time that was given, in milliseconds. */
  extraMs: number;
  closed?: string;
  story?: string;
}

/** All attacks of a drill, in the order of its plan. */
export function attackRows(view: LiveView, run: RunView): AttackRow[] {
  const measures = new Map(responseOf(run).map(one => [one.scenario.plan.id, one]));
  return run.scenarios.map(scenario => {
    const {plan, response, contained, asked} = scenario;
    const measured = measures.get(plan.id);
    const harm = measured?.harm ?? [];
    const closed = view.closed.find(one => one.scenario === plan.id)?.reason;
    const declaredT = declaredAt(view, scenario);
    return {
      ...{id: plan.id, title: plan.title, severity: plan.severity, verdict: verdictOf(scenario)},
      ...{
        isContained: contained !== undefined,
        isOpen: asked !== undefined && ['watch', 'respond'].includes(scenario.phase ?? ''),
      },
      checks: response.map(({check, state, detail}) => ({check, state, detail})),
      containedBy: measured?.containedBy ?? [],
      harmMs: harm.reduce((sum, {downMs}) => sum + downMs, 0),
      harmed: harm.filter(({downMs}) => downMs > 0),
      evidence: measured?.evidence ?? [],
      extraMs: view.extended.reduce((sum, one) => (one.scenario === plan.id ? sum + one.byMs : sum), 0),
      ...(scenario.explanation !== undefined && {explanation: scenario.explanation}),
      ...(measured?.detect && {detect: measured.detect}),
      ...(measured?.acknowledge && {acknowledge: measured.acknowledge}),
      ...(measured?.contain && {contain: measured.contain}),
      ...(declaredT !== undefined && {declaredT}),
      ...(closed !== undefined && {closed}),
      ...(asked?.story !== undefined && {story: asked.story}),
    };
  });
}

const verdictOf = ({verdict, phase}: ScenarioView): string => verdict ?? (phase === undefined ? 'planned' : 'running');

function declaredAt({declared}: LiveView, {signals}: ScenarioView): number | undefined {
  const own = signals.flatMap(({alert}) => alert ?? []);
  return declared.find(({alerts}) => alerts.some(alert => own.includes(alert)))?.t;
}
