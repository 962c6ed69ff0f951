import type {ContainmentCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import {RESPONSE_FILE} from '../respond.js';
import type {Facts} from './facts.js';
import type {Files, Way} from './way.js';

const HEAD =
  '# One kubectl command a line. $NAMESPACE is the namespace of the attack; what it made outside of that begins with $NAME.';
const HERE = '-n $NAMESPACE';

const script = (lines: readonly string[]): Files => ({[RESPONSE_FILE]: `${[HEAD, ...lines].join('\n')}\n`});

/** A name as a line of kubectl has it. */
const filled = (name: string): string =>
  name.replaceAll(/\{\{ *namespace *\}\}/g, '$NAMESPACE').replaceAll(/\{\{ *name *\}\}/g, '$NAME');

/** Where an object is that a scenario names. */
const at = ({namespace}: {namespace?: string | undefined}): string =>
  namespace === undefined ? HERE : `-n ${filled(namespace)}`;

/** What has no namespace begins with the name of the attack, and takes no `-n`. */
const placed = (object: {name: string; namespace?: string | undefined}): string =>
  object.name.includes('{{ name }}') && object.namespace === undefined ? '' : ` ${at(object)}`;

/** Commands by which a condition comes to hold; undefined where a command alone does not tell which. */
function commandsFor(check: ContainmentCheck, {actor, respond}: Scenario): string[] | undefined {
  if ('any' in check) return check.any.map(one => commandsFor(one, {actor, respond} as Scenario)).find(found => found);
  if ('powerless' in check || 'revoked' in check)
    return actor && 'serviceAccount' in actor
      ? [`kubectl delete serviceaccount ${actor.serviceAccount} ${HERE}`]
      : undefined;
  if ('gone' in check) return [`kubectl delete ${check.gone} ${filled(check.name)}${placed(check)} --now`];
  if ('stopped' in check) return [`kubectl scale ${check.stopped} ${filled(check.name)} ${at(check)} --replicas=0`];
  // What is kept as evidence is what the attack has made: without it nobody has the rights.
  if ('denied' in check)
    return respond?.preserve.map(
      ({resource, ...object}) => `kubectl delete ${resource} ${filled(object.name)}${placed(object)}`,
    );
  if (!('rotated' in check)) return undefined;
  const keys = check.fields.map(field => /^data\.([\w-]+)$/.exec(field)?.[1]);
  if (keys.some(key => key === undefined)) return undefined;
  const patch = JSON.stringify({data: Object.fromEntries(keys.map(key => [key, 'bmV3']))});
  return [`kubectl patch ${check.rotated} ${filled(check.name)} ${at(check)} --type merge -p '${patch}'`];
}

/** What contains an attack and harms nobody; undefined where that cannot be told from its file. */
function containing({scenario}: Facts): string[] | undefined {
  const commands = scenario.respond?.contain.checks.map(check => commandsFor(check, scenario)) ?? [];
  if (!commands.length || commands.some(found => !found?.length)) return undefined;
  return [...new Set(commands.flatMap(found => found ?? []))];
}

const [NAMESPACE_GONE, NOTHING] = ['kubectl delete namespace $NAMESPACE', 'kubectl get events -n $NAMESPACE'];
const unplaced = (lines: readonly string[]): string[] => lines.map(line => line.replace(` ${HERE}`, ''));
/** As people mark what they want to look at later. */
const labelled = (lines: readonly string[]): string[] =>
  lines.map(line => {
    const [, what = '', name = '', rest = ''] = /^kubectl \w+ (\S+) (\S+)((?: -n \S+)?)/.exec(line) ?? [];
    return `kubectl label ${what} ${name}${rest} quarantine=true`;
  });

/** Answers that people give and that do not do. */
const WRONG: Readonly<Record<string, (lines: readonly string[]) => readonly string[]>> = {
  nothing: () => [NOTHING],
  labelled,
  'first-alone': lines => lines.slice(0, 1),
  'last-alone': lines => lines.slice(-1),
  'without-namespace': unplaced,
  'namespace-deleted': () => [NAMESPACE_GONE],
};

/** A way in which people's answer to an attack goes wrong. */
const response = (
  way: Pick<Way, 'title' | 'symptom' | 'solution'> & {
    hints: readonly [string, string, string];
    answer: (lines: readonly string[]) => readonly string[] | undefined;
  },
): Way => ({
  ...{title: way.title, symptom: way.symptom, solution: way.solution, track: 'response'},
  whole: facts => script(containing(facts) ?? []),
  breaks: facts => {
    const lines = containing(facts);
    const answer = lines && way.answer(lines);
    return answer && script(answer);
  },
  hints: () => way.hints,
  wrong: facts => {
    const lines = containing(facts) ?? [];
    return Object.fromEntries(Object.entries(WRONG).map(([name, made]) => [name, script(made(lines))]));
  },
});

const half = response({
  title: 'The response leaves a part of the attack',
  symptom: 'Somebody has done the first thing that came to mind, and calls it contained.',
  answer: lines => (lines.length > 1 ? lines.slice(0, 1) : undefined),
  hints: [
    'The check names what is still open. What the attacker may do is one thing, what the attack has left is another.',
    'What is outside of the namespace begins with $NAME, and goes on without the account that made it.',
    'For each condition that is open there is one command: take the account, the object or the secret that it names.',
  ],
  solution:
    'An attack is contained when everything is taken back that it gave: the account that was used, what it has made, and what it has read.',
});

const harm = response({
  title: 'The response takes down what has nothing to do with the attack',
  symptom: 'Somebody has answered at once and thoroughly. The alert is quiet, and so is the shop.',
  answer: () => [NAMESPACE_GONE],
  hints: [
    'The attack is stopped. The check says who else was.',
    'What lives in the namespace beside the attack is not yours to delete. Name what belongs to the attack alone.',
    'Leave the namespace, and delete the account of the attacker and what the attack has made, each by its name.',
  ],
  solution:
    'A response is measured by what it spares, too. To take down more than the attack is to do the attacker’s work, and the next time nobody allows it.',
});

const elsewhere = response({
  title: 'The response asks in the wrong namespace',
  symptom: 'Everything was done as the procedure has it, in a hurry, and nobody has read the answers.',
  answer: lines => {
    const moved = unplaced(lines);
    return moved.some((line, index) => line !== lines[index]) ? moved : undefined;
  },
  hints: [
    'Read what kubectl answered to each line: the check shows it.',
    'Without -n kubectl speaks of the namespace default. Is the attack there?',
    'Add -n $NAMESPACE to each command about something that has a namespace.',
  ],
  solution:
    'A command that was given is not a command that was done. After each of them, look: at its answer, and at what is to be gone.',
});

/** Ways that people's answer to an attack goes wrong. */
export const RESPONSE_WAYS = {'response-half': half, 'response-harm': harm, 'response-elsewhere': elsewhere} as const;
