import {type Check, type Fields, fieldsOf, items, unsupported} from './words.js';

/** What is wrong with the specification of pods. `restart`: the policies that it may have. */
export function podSpecProblems(spec: Fields, place: string, restart: readonly string[]): string[] {
  const containers = items(spec.containers);
  return [
    ...(containers.length ? [] : [`${place}.containers: Required value`]),
    ...containers.flatMap(({name, image}, i) => [
      ...(name ? [] : [`${place}.containers[${i}].name: Required value`]),
      ...(name && containers.findIndex(other => other.name === name) < i
        ? [`${place}.containers[${i}].name: Duplicate value: ${JSON.stringify(name)}`]
        : []),
      ...(image ? [] : [`${place}.containers[${i}].image: Required value`]),
    ]),
    ...(restart.includes(String(spec.restartPolicy)) ? [] : [restartProblem(spec.restartPolicy, place, restart)]),
  ];
}

/** What may end says which policies there are; what lasts has but one. */
function restartProblem(policy: unknown, place: string, restart: readonly string[]): string {
  const field = `${place}.restartPolicy`;
  if (restart.length !== 2 || policy !== 'Always') return unsupported(field, policy, restart);
  return `${field}: Required value: valid values: ${restart.map(word => JSON.stringify(word)).join(', ')}`;
}

export const pods: Check = ({spec}) => podSpecProblems(fieldsOf(spec), 'spec', ['Always', 'OnFailure', 'Never']);
