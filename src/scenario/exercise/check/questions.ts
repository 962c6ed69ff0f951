import {formatDuration, milliseconds} from '../../../lib/duration.js';
import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import {namesIn} from '../../steps/template.js';
import type {Duty, Role} from '../people.js';
import type {Inject, NoticeClock, Question} from '../script.js';
import {repeatedIds, unknownName, warning} from './references.js';

/** What is wrong with questions, decisions, clocks of notifications, and hints. */
export const checkQuestions = (drill: Drill): Finding[] => [
  ...repeatedIds(
    ['script'],
    'an inject',
    drill.script.map(({id}) => id),
  ),
  ...repeatedIds(
    ['questions'],
    'a question',
    drill.questions.map(({id}) => id),
  ),
  ...repeatedIds(
    ['clocks'],
    'a clock',
    drill.clocks.map(({id}) => id),
  ),
  ...drill.questions.flatMap((question, index) =>
    checkQuestion(question, drill).map(finding => ({...finding, path: ['questions', index, ...finding.path]})),
  ),
  ...drill.clocks.flatMap((clock, index) =>
    checkClock(clock, drill).map(finding => ({...finding, path: ['clocks', index, ...finding.path]})),
  ),
  ...Object.keys(drill.hints).flatMap(id => unknownName(['hints', id], 'scenario', id, drill.scenarios)),
];

/** Those of whom something is asked: the roles that are named, or everybody who responds. */
const askedOf = (to: readonly string[], roles: readonly Role[]): Role[] =>
  roles.filter(({id, kind}) => kind === 'responds' && (!to.length || to.includes(id)));

const canAny = (roles: readonly Role[], duties: readonly Duty[]): boolean =>
  roles.some(({kind, can}) => kind === 'responds' && duties.some(duty => can.includes(duty)));

function checkQuestion(question: Question, {roles, script, levels}: Drill): Finding[] {
  const {id, to, answer, choose} = question;
  const ids = roles.map(role => role.id);
  const unknown = to.flatMap((role, i) => unknownName(['to', i], 'role', role, ids));
  return [
    ...unknown,
    ...(unknown.length || !roles.length ? [] : cannotAnswer(question, roles)),
    ...(answer && choose
      ? [
          {
            path: ['choose'],
            message: `${id} has an answer and options: a question is right or wrong, a decision neither`,
          },
        ]
      : []),
    ...(answer || choose
      ? []
      : [{path: [], message: `${id} has neither an answer nor options: give it answer, or choose for a decision`}]),
    ...(choose
      ? checkOptions(
          choose,
          script.map(inject => inject.id),
        )
      : []),
    ...(script.some(({ask}) => ask === id) || isAskedByLevel(id, levels)
      ? []
      : [warning(['id'], `no inject asks ${id}`)]),
    ...askedTooSoon(question, script),
  ];
}

const isAskedByLevel = (id: string, levels: Drill['levels']): boolean =>
  levels.some(({tasks}) => tasks.some(task => 'answered' in task && task.answered === id));

function cannotAnswer({id, to, choose}: Question, roles: readonly Role[]): Finding[] {
  const path = to.length ? ['to'] : [];
  const strangers = to.filter(role => roles.some(one => one.id === role && one.kind !== 'responds'));
  if (strangers.length) {
    const message = `${strangers.join(', ')} cannot answer ${id}: only roles that respond are asked`;
    return [{path, message}];
  }
  const asked = askedOf(to, roles);
  if (!choose || canAny(asked, ['decide'])) return [];
  const names = asked.map(role => role.id).join(', ') || 'nobody';
  return [{path, message: `${names} cannot decide ${id}: a role that is asked needs decide in can`}];
}

/** A question about an attack that may not have begun when it is asked. */
function askedTooSoon({id, answer}: Question, script: readonly Inject[]): Finding[] {
  const asked = script.flatMap(({ask, at, orAt}) => (ask === id ? (at ?? orAt ?? []) : [])).map(milliseconds);
  const about = answer && 'match' in answer ? namesIn(answer.match).map(name => name.replace(/^\w+:/, '')) : [];
  return about.flatMap(scenario => {
    const attack = script.find(inject => inject.attack === scenario);
    if (!attack) return [];
    const latest = attack.at ?? attack.orAt;
    const latestMs = latest === undefined ? Number.POSITIVE_INFINITY : milliseconds(latest);
    if (asked.every(ms => ms > latestMs)) return [];
    return [
      warning(['answer'], `${id} may be asked before ${attack.id} has started ${scenario}: nobody could answer it`),
    ];
  });
}

function checkOptions(choose: NonNullable<Question['choose']>, injects: readonly string[]): Finding[] {
  const options = choose.map(option => option.id);
  return [
    ...repeatedIds(['choose'], 'an option', options),
    ...choose.flatMap(({leadsTo}, i) =>
      leadsTo.flatMap((inject, j) => unknownName(['choose', i, 'leadsTo', j], 'inject', inject, injects)),
    ),
  ];
}

function checkClock({id, due, scale, starts}: NoticeClock, {roles, pace}: Drill): Finding[] {
  const findings: Finding[] = [];
  const dueMs = milliseconds(due) / scale;
  const lengthMs = pace.length === undefined ? Number.POSITIVE_INFINITY : milliseconds(pace.length);
  if (dueMs >= lengthMs) {
    const enough = Math.ceil((milliseconds(due) / lengthMs) * 2);
    const message = `${id} is due ${formatDuration(dueMs)} after its start, and the drill takes ${formatDuration(lengthMs)}: a scale of ${enough} puts it at half of the drill`;
    findings.push({path: ['due'], message});
  }
  if (!roles.length) return findings;
  if (!canAny(roles, ['declare', 'decide'])) {
    const message = `nobody may state "${starts.decision}", which starts ${id}: a role that responds needs declare or decide in can`;
    findings.push({path: ['starts'], message});
  }
  if (!canAny(roles, ['notify'])) {
    findings.push({path: ['to'], message: `nobody may send ${id}: a role that responds needs notify in can`});
  }
  return findings;
}
