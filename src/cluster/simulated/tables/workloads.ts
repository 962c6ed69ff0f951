import type {KubeObject} from '../objects.js';
import {
  ageOf,
  containerCells,
  countOf,
  fieldsOf,
  itemsOf,
  labelsText,
  lasting,
  type Printer,
  selectorText,
  since,
  specOf,
  statusOf,
  textOr,
} from './cells.js';

const WIDE = 'Containers,Images,Selector';
const wide = (spec: Record<string, unknown>) => [...containerCells(spec.template), selectorText(spec.selector)];

export const deployments: Printer = {
  columns: `Name,Ready,Up-to-date,Available,Age|${WIDE}`,
  cells: (object, at) => {
    const [spec, {readyReplicas, updatedReplicas, availableReplicas}] = [specOf(object), statusOf(object)];
    const ready = `${countOf(readyReplicas)}/${countOf(spec.replicas)}`;
    const counts = [ready, countOf(updatedReplicas), countOf(availableReplicas)];
    return [object.metadata.name, ...counts, ageOf(object, at), ...wide(spec)];
  },
};

const sized: Printer = {
  columns: `Name,Desired#,Current#,Ready#,Age|${WIDE}`,
  cells: (object, at) => {
    const [spec, {replicas, readyReplicas}] = [specOf(object), statusOf(object)];
    const counts = [countOf(spec.replicas), countOf(replicas), countOf(readyReplicas)];
    return [object.metadata.name, ...counts, ageOf(object, at), ...wide(spec)];
  },
};
export const replicaSets = sized;
/** Their selector is a plain map. */
export const replicationControllers: Printer = {
  ...sized,
  cells: (object, at) => [...sized.cells(object, at).slice(0, -1), labelsText(specOf(object).selector)],
};

export const statefulSets: Printer = {
  columns: 'Name,Ready,Age|Containers,Images',
  cells: (object, at) => {
    const {replicas, template} = specOf(object);
    const ready = `${countOf(statusOf(object).readyReplicas)}/${countOf(replicas)}`;
    return [object.metadata.name, ready, ageOf(object, at), ...containerCells(template)];
  },
};

export const daemonSets: Printer = {
  columns: `Name,Desired#,Current#,Ready#,Up-to-date#,Available#,Node Selector,Age|${WIDE}`,
  cells: (object, at) => {
    const [spec, status] = [specOf(object), statusOf(object)];
    const {desiredNumberScheduled, currentNumberScheduled, numberReady} = status;
    const counts = [desiredNumberScheduled, currentNumberScheduled, numberReady];
    const updated = [status.updatedNumberScheduled, status.numberAvailable];
    const {nodeSelector} = fieldsOf(fieldsOf(spec.template).spec);
    const cells = [...[...counts, ...updated].map(countOf), labelsText(nodeSelector)];
    return [object.metadata.name, ...cells, ageOf(object, at), ...wide(spec)];
  },
};

/** In the order in which they are asked; the first that is true is the state of a job. */
const JOB_STATES = [
  ...[['Complete', 'Complete'] as const, ['Failed', 'Failed'] as const, [undefined, 'Terminating'] as const],
  ...['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].map(type => [type, type] as const),
];

function jobState(job: KubeObject): string {
  const conditions = itemsOf(statusOf(job).conditions);
  const holds = (type: string | undefined) =>
    type === undefined
      ? job.metadata.deletionTimestamp !== undefined
      : conditions.find(condition => condition.type === type)?.status === 'True';
  return JOB_STATES.find(([type]) => holds(type))?.[1] ?? 'Running';
}

function jobDuration({status}: KubeObject, at: Date): string {
  const {startTime, completionTime} = fieldsOf(status);
  if (!startTime) return '';
  const end = completionTime ? Date.parse(String(completionTime)) : at.getTime();
  return lasting(end - Date.parse(String(startTime)));
}

export const jobs: Printer = {
  columns: `Name,Status,Completions,Duration,Age|${WIDE}`,
  cells: (job, at) => {
    const [spec, {succeeded}] = [specOf(job), statusOf(job)];
    const {completions, parallelism} = spec;
    const of = countOf(parallelism) > 1 ? `1 of ${countOf(parallelism)}` : '1';
    const done = `${countOf(succeeded)}/${completions === undefined ? of : completions}`;
    return [job.metadata.name, jobState(job), done, jobDuration(job, at), ageOf(job, at), ...wide(spec)];
  },
};

export const cronJobs: Printer = {
  columns: `Name,Schedule,Timezone,Suspend,Active#,Last Schedule,Age|${WIDE}`,
  cells: (object, at) => {
    const {schedule, timeZone, suspend, jobTemplate} = specOf(object);
    const {active, lastScheduleTime} = statusOf(object);
    const isSuspended = suspend === undefined ? '<unset>' : suspend ? 'True' : 'False';
    const last = lastScheduleTime ? since(lastScheduleTime, at) : '<none>';
    return [
      ...[object.metadata.name, schedule, textOr(timeZone, '<none>'), isSuspended, itemsOf(active).length, last],
      ...[ageOf(object, at), ...wide(fieldsOf(fieldsOf(jobTemplate).spec))],
    ];
  },
};
