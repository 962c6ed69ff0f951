import type {ClusterRequest} from '../../cluster/request.js';
import type {Plan} from '../../drill/plan/plan.js';
import type {DrillFact} from '../../events/events.js';
import type {LevelWords} from '../../events/workshop.js';
import {milliseconds} from '../../lib/duration.js';
import {usageError} from '../../lib/errors.js';
import {MOST_LONGER_MS} from '../../live/conductor/teaching.js';
import {hintsOf, levelWords, scriptOfLevels} from '../../live/workshop/levels.js';
import type {Inject} from '../../scenario/exercise/script.js';
import type {LoadedDrill} from '../../scenario/load.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import {durationFlag} from '../number-flags.js';
import {prepare} from '../run/prepare.js';
import type {WorkshopFlags} from './flags.js';
import {clusterFlags, refuseUnfit} from './layouts.js';
import {type TeamName, teamsOf} from './teams.js';

/** What flags and files of a workshop come to. */
export interface PreparedWorkshop {
  /** As the teams play it: what is to be done stands in its levels, and everybody in a team does everything. */
  drill: LoadedDrill;
  plan: Plan;
  request: ClusterRequest;
  rules: RuleSet;
  levels: LevelWords[];
  script: Inject[];
  teams: TeamName[];
  opened: DrillFact & {type: 'workshop.opened'};
}

/** Shorter, and a token of Kubernetes would outlive it. */
const SHORTEST_MS = 10 * 60_000;
const LONGEST_MS = 24 * 3_600_000;

/**
 * Reads every file that a workshop needs, before anything is touched.
 *
 * @throws DrillError (exit code 2) with every problem of every file
 */
export function prepareWorkshop(drill: LoadedDrill, flags: WorkshopFlags, env: NodeJS.ProcessEnv): PreparedWorkshop {
  const lengthMs = durationFlag('--length', flags.length);
  if (lengthMs < SHORTEST_MS || lengthMs > LONGEST_MS)
    throw usageError(`--length ${flags.length} is not between 10m and 24h`, ['--length 2h']);
  const mostMs = lengthMs + MOST_LONGER_MS;
  const teams = teamsOf(flags, flags.teams !== '4' || flags.names === undefined);
  const {respond, bystanders} = drill;
  const {plan, request, rules} = prepare(
    drill,
    [],
    {
      ...{drill: drill.id, out: flags.out, ...clusterFlags(flags)},
      ...(flags.workloadImage !== undefined && {workloadImage: flags.workloadImage}),
    },
    env,
    {
      ...{bystanders, withinMs: mostMs, people: []},
      acknowledgeMs: milliseconds(respond.acknowledge),
      followUpMs: milliseconds(respond.ackFollowUp),
      allowanceMs: milliseconds(respond.harmAllowance),
      ...{accountsMs: mostMs, isShared: flags.on === 'namespaces'},
    },
  );
  refuseUnfit(flags, teams.length, plan.scenarios);
  const levels = levelWords(drill, flags.language);
  return {
    ...{plan, request, rules, levels, teams},
    drill: asTeamsPlayIt(drill, flags.length, hintsOf(drill, plan.scenarios)),
    script: scriptOfLevels(levels),
    opened: {type: 'workshop.opened', layout: flags.on, lengthMs, teams, levels},
  };
}

/** A team has no roles, and its questions go to all of it, and stay open. */
function asTeamsPlayIt(drill: LoadedDrill, length: string, hints: LoadedDrill['hints']): LoadedDrill {
  return {
    ...drill,
    ...{hints, clocks: [], roles: [], pace: {by: 'clock', length}},
    questions: drill.questions.map(({within: _, ...question}) => ({...question, to: []})),
  };
}
