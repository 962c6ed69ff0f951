import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import type {Role} from '../people.js';
import {repeatedIds, unknownName, warning} from './references.js';

/** What is wrong with roles and objectives, and with who plays. */
export const checkPeople = (drill: Drill): Finding[] => [
  ...repeatedIds(
    ['roles'],
    'a role',
    drill.roles.map(({id}) => id),
  ),
  ...drill.roles.flatMap((role, index) =>
    checkRole(role, drill.roles).map(finding => ({...finding, path: ['roles', index, ...finding.path]})),
  ),
  ...checkObjectives(drill),
  ...checkUses(drill),
];

function checkRole({id, kind, min, max, can, backup}: Role, roles: readonly Role[]): Finding[] {
  const findings: Finding[] = [];
  if (max !== undefined && min > max) {
    findings.push({path: ['min'], message: `${id} needs ${min} and may have ${max}: nobody could ever fill it`});
  }
  if (kind === 'responds' && !can.length) {
    const message = `${id} responds and may do nothing: say in can what it is entrusted with`;
    findings.push({path: [], message});
  }
  if (backup === undefined) return findings;
  const known = roles.filter(role => role.kind === kind && role.id !== id).map(role => role.id);
  if (backup === id) findings.push({path: ['backup'], message: `${id} cannot stand in for itself`});
  else if (roles.some(role => role.id === backup && role.kind !== kind)) {
    findings.push({path: ['backup'], message: `${backup} cannot stand in for ${id}: it does not ${VERBS[kind]}`});
  } else findings.push(...unknownName(['backup'], 'role', backup, known));
  return findings;
}

const VERBS = {controls: 'control', responds: 'respond', observes: 'observe'} as const;

function checkObjectives({objectives, script}: Drill): Finding[] {
  const tasks = objectives.flatMap((objective, index) =>
    objective.tasks.map((task, i) => ({id: task.id, at: [index, i]})),
  );
  const served = script.flatMap(inject => inject.objectives);
  return [
    ...repeatedIds(
      ['objectives'],
      'an objective',
      objectives.map(({id}) => id),
    ),
    ...tasks.flatMap(({id, at: [objective = 0, task = 0]}, n) =>
      tasks.findIndex(other => other.id === id) < n
        ? [
            {
              path: ['objectives', objective, 'tasks', task, 'id'],
              message: `there is a task ${id} already: each needs an id of its own`,
            },
          ]
        : [],
    ),
    ...objectives.flatMap(({id, tasks: own}, index) =>
      own.length || served.includes(id)
        ? []
        : [warning(['objectives', index], `nothing serves ${id}: it has no task to rate, and no inject names it`)],
    ),
  ];
}

/** A drill with people needs somebody who leads it and somebody to play it. */
function checkUses({uses, roles, script}: Drill): Finding[] {
  const played = uses.find(use => use === 'live' || use === 'tabletop');
  if (!played) {
    const isIdle = (roles.length || script.length) && !uses.includes('workshop');
    return isIdle ? [warning(['uses'], 'roles and script have no use: uses names nightly alone')] : [];
  }
  const findings: Finding[] = [];
  const [first, second] = roles.flatMap(({kind}, index) => (kind === 'controls' ? [index] : []));
  if (first === undefined) {
    findings.push({path: ['uses'], message: `${played} needs one role of kind controls: nobody would lead the drill`});
  }
  if (second !== undefined) {
    const message = `${roles[first ?? 0]?.id} controls the drill already: give several people that role, or make this one observe`;
    findings.push({path: ['roles', second, 'kind'], message});
  }
  if (!roles.some(({kind}) => kind === 'responds')) {
    findings.push({path: ['uses'], message: `${played} needs a role of kind responds: nobody would play`});
  }
  if (!script.some(({attack}) => attack !== undefined)) {
    findings.push({path: ['uses'], message: `${played} needs a script with an attack: nothing would happen`});
  }
  return findings;
}
