import {attemptsOf, quarantineText} from '../../view/nightly/attempts.js';
import type {ScenarioView} from '../../view/view.js';
import {type Block, paragraph} from './document.js';

/** Every attempt of a scenario that was played more than once, side by side. */
export function attempts(scenario: ScenarioView): Block[] {
  if (!scenario.later.length) return [];
  // The explanation of what was seen has the time of each link.
  const rows = attemptsOf(scenario).map((attempt, index) => [
    ...[String(index + 1), {verdict: attempt.verdict}, attempt.explanation ?? 'not judged'],
    {code: attempt.token ?? ''},
  ]);
  const head = ['attempt', 'verdict', 'what came of it', 'token'];
  return [{kind: 'part', title: 'Attempts', blocks: [{kind: 'table', head, rows}]}];
}

/** That no gate looks at it, or that one does again. */
export function quarantine(scenario: ScenarioView): Block[] {
  const text = quarantineText(scenario);
  return text === undefined ? [] : [paragraph(`${text[0]?.toUpperCase()}${text.slice(1)}.`)];
}
