import {currentTechnique, FRAMEWORKS, type Framework, TECHNIQUES} from '../../scenario/frameworks.js';
import {type Ending, endingOf} from '../../view/nightly/attempts.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import {type Block, paragraph, type Section, type Tile} from './document.js';

/** Where several scenarios rehearse a technique, the worst of them stands for it. */
const WORST_FIRST: readonly Ending[] = [
  ...(['missed', 'late', 'flaky', 'inconclusive', 'not executed', 'detected', 'prevented', 'skipped'] as const),
];

/** Short enough to be shown whole, those that no scenario rehearses among them. */
const WHOLE: readonly Framework[] = ['owasp-2025', 'owasp-2022'];
const SHOWN: readonly Framework[] = ['attack', ...WHOLE];

/** Which techniques and risks this run rehearsed, and how that ended; nothing where no scenario names any. */
export function rehearsed(view: RunView): Section[] {
  const grids = SHOWN.flatMap(framework => gridOf(view.scenarios, framework));
  if (!grids.length) return [];
  const why =
    'Each with its worst ending, and how many of its scenarios, of those played, were detected in time or prevented. An empty one says nothing of the cluster: no scenario of this run rehearses it.';
  return [{title: 'What was rehearsed', blocks: [paragraph(why), ...grids]}];
}

function gridOf(scenarios: readonly ScenarioView[], framework: Framework): Block[] {
  const found = new Map<string, ScenarioView[]>();
  for (const scenario of scenarios) {
    const ids = (scenario.plan.tags[framework] ?? []).map(id => (framework === 'attack' ? currentTechnique(id) : id));
    for (const id of new Set(ids)) found.set(id, [...(found.get(id) ?? []), scenario]);
  }
  if (!found.size) return [];
  const all = WHOLE.includes(framework) ? Object.keys(TECHNIQUES[framework]) : [];
  const ids = [...new Set([...all, ...found.keys()])].sort();
  const tiles = ids.map(id => tileOf(id, framework, found.get(id) ?? []));
  const covered = all.length ? `${found.size} of ${tiles.length}` : `${tiles.length} techniques`;
  return [{kind: 'coverage', title: `${FRAMEWORKS[framework]}: ${covered}`, tiles}];
}

function tileOf(id: string, framework: Framework, of: readonly ScenarioView[]): Tile {
  const scenarios = of.map(s => ({title: s.plan.title, ending: endingOf(s)}));
  const worst = WORST_FIRST.find(ending => scenarios.some(s => s.ending === ending));
  return {id, name: TECHNIQUES[framework][id] ?? '', scenarios, ...(worst && {worst})};
}

/** `1 of 3`: how many scenarios of a tile that were played were detected in time or prevented. */
export const tileText = ({scenarios}: Tile): string => {
  if (!scenarios.length) return 'not rehearsed';
  const played = scenarios.filter(({ending}) => ending !== 'skipped');
  const good = played.filter(({ending}) => ending === 'detected' || ending === 'prevented').length;
  return played.length ? `${good} of ${played.length}` : '';
};
