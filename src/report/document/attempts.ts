import {attemptsOf, quarantineText} from '../../view/nightly/attempts.js';
import {stagesOf} from '../../view/stage-times.js';
import type {ScenarioView} from '../../view/view.js';
import {stageCell} from '../stages.js';
import {type Block, paragraph} from './document.js';

/** Every attempt of a scenario that was played more than once, side by side. */
export function attempts(scenario: ScenarioView): Block[] {
  if (!scenario.later.length) return [];
  const stages = stagesOf([scenario]);
  const rows = attemptsOf(scenario).map((attempt, index) => [
    ...[String(index + 1), {verdict: attempt.verdict}, ...stages.map(stage => stageCell(attempt, stage))],
    ...[attempt.explanation ?? 'not judged', {code: attempt.token ?? ''}],
  ]);
  const head = ['attempt', 'verdict', ...stages, 'explanation', 'token'];
  return [{kind: 'part', title: 'Attempts', blocks: [{kind: 'table', head, rows}]}];
}

/** That no gate looks at it, or that one does again. */
export function quarantine(scenario: ScenarioView): Block[] {
  const text = quarantineText(scenario);
  return text === undefined ? [] : [paragraph(`${text[0]?.toUpperCase()}${text.slice(1)}.`)];
}
