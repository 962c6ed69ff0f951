import {selects} from '../admission/matching.js';
import {isMap, same} from '../objects.js';
import {podSpecProblems} from './pods.js';
import {type Check, type Fields, fieldsOf, goJson, invalidValue, items, labelProblems} from './words.js';

const MISMATCH = '`selector` does not match template `labels`';
const IMMUTABLE = 'field is immutable';

/** A selector as Go writes it: its fields in the order of their type. */
function shownSelector(selector: unknown): string {
  if (!isMap(selector)) return 'null';
  const labels = selector.matchLabels === undefined ? [] : [`"matchLabels":${goJson(selector.matchLabels)}`];
  const asked =
    selector.matchExpressions === undefined ? [] : [`"matchExpressions":${goJson(selector.matchExpressions)}`];
  return `{${[...labels, ...asked].join(',')}}`;
}

const SELECTOR = 'spec.selector';

const invalidSelector = (selector: unknown, why: string): string =>
  `${SELECTOR}: Invalid value: ${shownSelector(selector)}${why && `: ${why}`}`;

/** What is wrong with a selector, whatever pods there are. */
function selectorProblems(selector: unknown): string[] {
  const {matchLabels, matchExpressions} = fieldsOf(selector);
  return [
    ...labelProblems(`${SELECTOR}.matchLabels`, matchLabels),
    ...items(matchExpressions).flatMap((asked, i) => expressionProblems(asked, `${SELECTOR}.matchExpressions[${i}]`)),
  ];
}

function expressionProblems({operator, values}: Fields, field: string): string[] {
  const some = Array.isArray(values) && values.length > 0;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return some ? [] : [`${field}.values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`];
    case 'Exists':
    case 'DoesNotExist':
      return some
        ? [`${field}.values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`]
        : [];
    default:
      return [`${field}.operator: ${invalidValue(operator, 'not a valid selector operator')}`];
  }
}

/** How one kind says what is wrong with its selector. */
interface Words {
  /** What it calls itself. */
  name: string;
  /** Whether a selector that is missing is reported itself. */
  required: boolean;
  /** What it adds where the selector itself is wrong; nothing: it adds no line. */
  wrong?: string;
}

/** A selector must be there, and must find the pods that are made. */
function ownPods(spec: Fields, {name, required, wrong}: Words): string[] {
  const {selector} = spec;
  const {labels} = fieldsOf(fieldsOf(spec.template).metadata);
  const mismatch = `spec.template.metadata.labels: ${invalidValue(labels, MISMATCH)}`;
  if (selector === undefined) return [...(required ? [`${SELECTOR}: Required value`] : []), mismatch];
  const problems = selectorProblems(selector);
  if (problems.length) return [...problems, ...(wrong === undefined ? [] : [invalidSelector(selector, wrong)])];
  const {matchLabels, matchExpressions} = fieldsOf(selector);
  if (!Object.keys(fieldsOf(matchLabels)).length && !items(matchExpressions).length)
    return [invalidSelector(selector, `empty selector is invalid for ${name}`)];
  return selects(fieldsOf(selector), {metadata: {labels: fieldsOf(labels) as Record<string, string>}})
    ? []
    : [mismatch];
}

const template = (spec: Fields, restart: readonly string[], place = 'spec.template.spec'): string[] =>
  podSpecProblems(fieldsOf(fieldsOf(spec.template).spec), place, restart);

const moved = (after: Fields, before?: Fields): string[] =>
  before && !same(after.selector, before.selector) ? [invalidSelector(after.selector, IMMUTABLE)] : [];

const of =
  (check: (spec: Fields, before?: Fields) => string[]): Check =>
  (after, before) =>
    check(fieldsOf(after.spec), before && fieldsOf(before.spec));

/** Not fewer pods than none. */
const countProblems = ({replicas}: Fields): string[] =>
  Number(replicas ?? 0) < 0 ? [`spec.replicas: ${invalidValue(replicas, 'must be greater than or equal to 0')}`] : [];

const LASTING = ['Always'];
const ENDING = ['OnFailure', 'Never'];

const replicated = (name: string): Check =>
  of((spec, before) => [
    ...countProblems(spec),
    ...ownPods(spec, {name, required: true, wrong: 'invalid label selector'}),
    ...template(spec, LASTING),
    ...moved(spec, before),
  ]);

const daemonSets: Check = of((spec, before) => [
  ...moved(spec, before),
  ...ownPods(spec, {name: 'daemonset', required: false}),
  ...template(spec, LASTING),
]);

const CHANGEABLE = [
  ...['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit'],
  ...['persistentVolumeClaimRetentionPolicy', 'minReadySeconds'],
];

const statefulSets: Check = of((spec, before) => {
  const fixed = (all: Fields) => Object.fromEntries(Object.entries(all).filter(([key]) => !CHANGEABLE.includes(key)));
  const isChanged = before !== undefined && !same(fixed(spec), fixed(before));
  const list = CHANGEABLE.map(field => `'${field}'`);
  const said = `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
  return [
    ...countProblems(spec),
    ...ownPods(spec, {name: 'statefulset', required: true, wrong: ''}),
    ...template(spec, LASTING),
    ...(isChanged ? [`spec: Forbidden: updates to statefulset spec for fields other than ${said} are forbidden`] : []),
  ];
});

const OWN_LABEL = 'batch.kubernetes.io/controller-uid';

/** A job's selector is made by the server, unless it says that it brings its own. */
const jobs: Check = (after, before) => {
  const [spec, was] = [fieldsOf(after.spec), before && fieldsOf(before.spec)];
  const {uid} = fieldsOf(after.metadata);
  const isOwn = spec.manualSelector === true || same(spec.selector, {matchLabels: {[OWN_LABEL]: uid}});
  const isFixed = was !== undefined && was.suspend !== true;
  return [
    ...(isOwn ? [] : [invalidSelector(spec.selector, '`selector` not auto-generated')]),
    ...ownPods(spec, {name: 'job', required: true}),
    ...template(spec, ENDING),
    ...moved(spec, was),
    ...(isFixed && !same(spec.template, was.template)
      ? [`spec.template: ${invalidValue(spec.template, IMMUTABLE)}`]
      : []),
    ...(isFixed && !same(spec.completions, was.completions)
      ? [`spec.completions: ${invalidValue(spec.completions, IMMUTABLE)}`]
      : []),
  ];
};

const cronJobs: Check = of(spec => {
  const job = fieldsOf(fieldsOf(spec.jobTemplate).spec);
  return template(job, ENDING, 'spec.jobTemplate.spec.template.spec');
});

/** What kube-apiserver refuses of workloads: above all selectors that would find other pods than those that are made. */
export const WORKLOADS: Readonly<Record<string, Check>> = {
  deployments: replicated('deployment'),
  // It says so of itself.
  replicasets: replicated('deployment'),
  daemonsets: daemonSets,
  statefulsets: statefulSets,
  jobs,
  cronjobs: cronJobs,
};
