import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import type {Condition, Inject} from '../script.js';
import {checkDue} from './due.js';
import {unknownName, warning} from './references.js';

const TRIGGERS = ['at', 'after', 'when', 'manual'] as const;
const CONTENTS = ['attack', 'text', 'ask'] as const;

/** What is wrong with the injects of a script, each alone and all together. */
export const checkScript = (drill: Drill): Finding[] => {
  const alone = drill.script.flatMap((inject, index) =>
    [
      ...checkTrigger(inject, drill),
      ...checkContent(inject),
      ...checkNames(inject, drill),
      ...checkAudience(inject, drill),
    ].map(finding => ({...finding, path: ['script', index, ...finding.path]})),
  );
  return [...alone, ...attackedTwice(drill), ...checkDue(drill), ...notAttacked(drill)];
};

/** `at, after and when`. */
const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function checkTrigger(inject: Inject, {questions}: Drill): Finding[] {
  const found = TRIGGERS.filter(key => inject[key] !== undefined);
  if (found.length > 1) {
    const message = `${inject.id} has ${listed(found)}: it is due once, so keep one of them; a second time is orAt`;
    return [{path: [found[1] ?? ''], message}];
  }
  const isLedTo = questions.some(({choose}) => choose?.some(({leadsTo}) => leadsTo.includes(inject.id)));
  if (!found.length && !isLedTo) {
    const fallback = inject.orAt === undefined ? '' : '; orAt alone is only a fallback, write at';
    const message = `nothing says when ${inject.id} is due: give it at, after, when or manual, or let a decision lead to it (leadsTo)${fallback}`;
    return [{path: [], message}];
  }
  if (inject.at !== undefined && inject.orAt !== undefined)
    return [{path: ['orAt'], message: `${inject.id} is due at a time already: orAt is for after, when and manual`}];
  return [];
}

function checkContent(inject: Inject): Finding[] {
  const found = CONTENTS.filter(key => inject[key] !== undefined);
  if (found.length === 1) return [];
  const message = found.length
    ? `${inject.id} has ${listed(found)}: an inject does one thing, so make it ${found.length} injects`
    : `${inject.id} does nothing: give it an attack, a text or a question to ask`;
  return [{path: found.length ? [found[1] ?? ''] : [], message}];
}

function checkNames(inject: Inject, drill: Drill): Finding[] {
  const {scenarios, questions, roles, objectives} = drill;
  const scenario = (path: PropertyKey[], name: string | undefined) =>
    name === undefined ? [] : unknownName(path, 'scenario', name, scenarios);
  const served = objectives.flatMap(({id, tasks}) => [id, ...tasks.map(task => task.id)]);
  const asked = questions.map(({id}) => id);
  return [
    ...scenario(['attack'], inject.attack),
    ...scenario(['after', 'of'], inject.after?.of),
    ...(inject.when ? checkCondition(inject.when, ['when'], drill) : []),
    ...(inject.unless ? checkCondition(inject.unless, ['unless'], drill) : []),
    ...(inject.ask === undefined ? [] : unknownName(['ask'], 'question', inject.ask, asked)),
    ...inject.to.flatMap((role, i) =>
      unknownName(
        ['to', i],
        'role',
        role,
        roles.map(({id}) => id),
      ),
    ),
    ...inject.objectives.flatMap((id, i) => unknownName(['objectives', i], 'objective or task', id, served)),
  ];
}

function checkCondition(condition: Condition, path: PropertyKey[], {scenarios, questions}: Drill): Finding[] {
  if ('is' in condition || 'not' in condition) {
    const {of} = condition;
    return of === undefined ? [] : unknownName([...path, 'of'], 'scenario', of, scenarios);
  }
  const key = 'decided' in condition ? 'decided' : 'answered';
  const id = 'decided' in condition ? condition.decided : condition.answered;
  const question = questions.find(one => one.id === id);
  if (!question) {
    const ids = questions.map(one => one.id);
    return unknownName([...path, key], 'question', id, ids);
  }
  const isDecision = question.choose !== undefined;
  if (isDecision !== (key === 'decided')) {
    const message = isDecision ? `${id} is a decision: write decided` : `${id} is not a decision: write answered`;
    return [{path: [...path, key], message}];
  }
  if (!('as' in condition) || condition.as === undefined) return [];
  const options = question.choose?.map(option => option.id) ?? [];
  return unknownName([...path, 'as'], 'option', condition.as, options, `of ${id}`);
}

/** Who controls or observes sees everything: an inject is for those who respond. */
function checkAudience(inject: Inject, {roles, questions}: Drill): Finding[] {
  if (inject.attack !== undefined || !roles.length) return [];
  const asked = questions.find(({id}) => id === inject.ask);
  const to = inject.to.length ? inject.to : (asked?.to ?? []);
  const responding = roles.filter(({kind}) => kind === 'responds');
  const audience = to.length ? responding.filter(({id}) => to.includes(id)) : responding;
  // Roles that there are not are reported as that.
  if (to.some(id => !roles.some(role => role.id === id))) return [];
  const path = inject.to.length ? ['to'] : [];
  if (!audience.length) {
    // A question that nobody can answer is reported as that.
    if (asked) return [];
    const message = `nobody gets ${inject.id}: no role that responds is among its recipients, and the others see everything anyway`;
    return [warning(path, message)];
  }
  if (audience.some(({min, backup}) => min > 0 || backup !== undefined)) return [];
  const names = audience.map(({id}) => id).join(', ');
  const message = `${inject.id} goes to ${names} alone, a role that may have nobody in it and has no backup`;
  return [warning(path, message)];
}

/** Branches of a decision may attack the same: at most one of them is ever taken. */
function attackedTwice({script}: Drill): Finding[] {
  const hasTrigger = (inject: Inject) => TRIGGERS.some(key => inject[key] !== undefined);
  return script.flatMap((inject, index) => {
    const {attack, id} = inject;
    const before = script.slice(0, index).find(earlier => earlier.attack === attack);
    if (attack === undefined || !before) return [];
    if (!hasTrigger(before) && !hasTrigger(inject)) return [];
    const message = `${id} starts ${attack}, as ${before.id} does: an attack is played once; name a variant of it, or another`;
    return [{path: ['script', index, 'attack'], message}];
  });
}

/** People would never see it, though nightly runs play it. */
const notAttacked = ({script, scenarios, uses}: Drill): Finding[] =>
  script.length && uses.some(use => use !== 'nightly')
    ? scenarios.flatMap((scenario, index) =>
        script.some(({attack}) => attack === scenario)
          ? []
          : [warning(['scenarios', index], `no inject starts ${scenario}: with people it is not played`)],
      )
    : [];
