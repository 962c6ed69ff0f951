import {formatDuration} from '../../lib/duration.js';
import {endingOf} from '../../view/nightly/attempts.js';
import {stageOf, stagesOf} from '../../view/stage-times.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import {stageCell} from '../stages.js';
import type {Usage} from './document.js';

/** What each scenario used of its SLAs; without those that owe nothing. */
export const usageOf = (view: RunView): Usage[] => view.scenarios.flatMap(s => usageOfOne(s) ?? []);

function usageOfOne(s: ScenarioView): Usage | undefined {
  // The attack itself has no SLA. Containment is another clock, and has its own table.
  const known = stagesOf([s])
    .filter(stage => stage !== 'executed' && stage !== 'contained')
    .flatMap(stage => stageOf(s, stage) ?? []);
  const used = known.flatMap(({stage, latencyMs, slaMs}) =>
    latencyMs === undefined || !slaMs
      ? []
      : [
          {
            stage,
            share: latencyMs / slaMs,
            label: `${stage} after ${formatDuration(latencyMs)} of ${formatDuration(slaMs)}`,
          },
        ],
  );
  const unseen = known.flatMap(({stage, state, latencyMs}) => {
    const missed = state === 'missed' || state === 'suppressed';
    if (latencyMs !== undefined || !(missed || state === 'unknown')) return [];
    return [{stage, missed, label: `${stage} ${stageCell(s, stage)}`}];
  });
  if (!used.length && !unseen.length) return undefined;
  const most = used.toSorted((a, b) => b.share - a.share)[0];
  const odd = unseen.find(({missed}) => missed) ?? (most && most.share > 1 ? most : unseen[0]);
  const told = odd ?? used.at(-1);
  return {
    ...{title: s.plan.title, verdict: endingOf(s), used, unseen},
    told: told ? `${told.stage} ${stageCell(s, told.stage)}` : '',
  };
}
