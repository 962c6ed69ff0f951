import type {Facts} from './facts.js';
import type {Files, Way} from './way.js';

/** What a rule looks for: the lines below `detection:`, as kubedrill writes its rules. */
const DETECTION = /^detection:\n(?:(?: .*)?\n)+/gm;

/** Changes what each rule of an attack looks for, and leaves the rest as it is written; undefined where none looks for anything. */
function rewritten({rules}: Facts, change: (detection: string) => string): Files | undefined {
  const files = Object.entries(rules).flatMap(([name, text]) => {
    const broken = text.replace(DETECTION, change);
    return broken === text ? [] : [[`rules/${name}`, broken] as const];
  });
  return files.length ? Object.fromEntries(files) : undefined;
}

const PREFIX = 'kubernetes.audit.';
/** A field of a selection, which stands deeper than the selection's own name. */
const FIELD = /^( {4,}(?:- )?)(?=[\w.]+(?:\|[\w|]+)?:(?: |$))/gm;

const never: Way = {
  title: 'The rule can never match',
  track: 'rules',
  symptom: 'The rule came from another team, whose pipeline puts the event under a prefix. It loads, and it is green.',
  breaks: facts => rewritten(facts, detection => detection.replace(FIELD, `$1${PREFIX}`)),
  hints: () => [
    'The record is there, and the rule runs. Compare the names of fields in the rule with those of an audit event.',
    'An audit event has verb, user.username, objectRef.resource and so on at its root.',
    `Take ${PREFIX} away from every field of the rule.`,
  ],
  solution:
    'A rule is written for the names that records have in one pipeline. In another it loads and is silent: nothing but an attack, or a drill, shows it.',
};

/** Where an attack is known by its place: the namespace of what it asks for, or of who it is. */
const placeOf = ({requests}: Facts): readonly [field: string, start: string] =>
  requests.some(({namespace}) => namespace !== undefined)
    ? ['objectRef.namespace|startswith', 'kd-']
    : ['user.username|startswith', 'system:serviceaccount:kd-'];

const excluded: Way = {
  title: 'The rule leaves the namespace out',
  track: 'rules',
  symptom: 'The rule was too loud in the namespaces of tests, and somebody made an exception for them.',
  breaks: facts =>
    rewritten(facts, detection => {
      const [field, start] = placeOf(facts);
      const exception = `  test_namespaces:\n    ${field}: ${JSON.stringify(start)}\n`;
      return detection.replace(
        /^ {2}condition: (.*)$/m,
        (_, condition: string) => `${exception}  condition: (${condition}) and not test_namespaces`,
      );
    }),
  hints: facts => [
    'The check says which part of the rule kept it from matching.',
    `test_namespaces takes in whatever ${placeOf(facts)[0].replace('|startswith', '')} begins with. Whom is that?`,
    'Take test_namespaces and its place in the condition away. If tests are loud, name them exactly.',
  ],
  solution:
    'An exception is a hole of its exact size. By a prefix it takes in whatever comes to be called so, also by an attacker.',
};

/** Ways that a rule breaks the chain. */
export const RULE_WAYS = {'rule-prefix': never, 'rule-namespace': excluded} as const;
