import type {Verdict} from '../../events/words.js';
import {printableJson} from '../../lib/text/printable.js';
import {ATTACK_VERSION, currentTechnique} from '../../scenario/frameworks.js';
import type {RunView, ScenarioView} from '../../view/view.js';

/** Blue to orange, as in the console: the difference must not be one of red and green. */
const COLOR: Record<Verdict, string> = {
  detected: '#3b82c4',
  prevented: '#9cc5e6',
  late: '#f2c14e',
  missed: '#d9622b',
  'not executed': '#b9b9b9',
  inconclusive: '#b9b9b9',
  skipped: '#e4e4e4',
};
const SCORE: Partial<Record<Verdict, number>> = {detected: 100, prevented: 100, late: 50, missed: 0};
/** Where several scenarios exercise a technique, the worst of them stands for it. */
const WORST_FIRST: readonly Verdict[] = [
  'missed',
  'late',
  'inconclusive',
  'not executed',
  'detected',
  'prevented',
  'skipped',
];

/**
 * A layer for the ATT&CK Navigator: the techniques of the drill, coloured by verdict.
 *
 * @see https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md
 */
export function navigatorReport(view: RunView): string {
  const {started} = view;
  const exercised = byTechnique(view.scenarios);
  const layer = {
    name: `kubedrill ${started?.drill.id ?? ''} ${started?.run ?? ''}`.trim(),
    versions: {attack: ATTACK_VERSION, navigator: '5.1.0', layer: '4.5'},
    domain: 'enterprise-attack',
    description: `${started?.drill.title ?? ''} of ${started?.at ?? ''} on ${started?.cluster.kind ?? ''}`,
    // Most techniques of Kubernetes are sub-techniques, which a matrix hides until it is told not to.
    layout: {layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated'},
    techniques: [...exercised.keys()].sort().map(id => technique(id, exercised.get(id) ?? [])),
    legendItems: Object.entries(COLOR).map(([label, color]) => ({label, color})),
    showTacticRowBackground: false,
  };
  return `${printableJson(layer, 2)}\n`;
}

/** The scenarios of each technique, in their order. */
function byTechnique(scenarios: readonly ScenarioView[]): Map<string, ScenarioView[]> {
  const found = new Map<string, ScenarioView[]>();
  for (const scenario of scenarios) {
    for (const id of new Set((scenario.plan.tags.attack ?? []).map(currentTechnique))) {
      const of = found.get(id);
      if (of) of.push(scenario);
      else found.set(id, [scenario]);
    }
  }
  return found;
}

function technique(techniqueID: string, scenarios: readonly ScenarioView[]): unknown {
  const verdict = WORST_FIRST.find(v => scenarios.some(s => s.verdict === v)) ?? 'skipped';
  const score = SCORE[verdict];
  return {
    techniqueID,
    color: COLOR[verdict],
    ...(score !== undefined && {score}),
    comment: scenarios.map(s => `${s.plan.title}: ${s.verdict ?? 'not run'}`).join('\n'),
    enabled: true,
  };
}
