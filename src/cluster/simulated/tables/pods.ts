import type {KubeObject} from '../objects.js';
import {ageOf, countOf, fieldsOf, itemsOf, type Printer, since, specOf, statusOf, textOr} from './cells.js';

type Fields = Record<string, unknown>;

/** What is told of a pod's containers so far. */
interface Told {
  reason: string;
  ready: number;
  restarts: number;
  /** When a container last ended that was started again. */
  last: string;
}

const nothing = (reason: string): Told => ({reason, ready: 0, restarts: 0, last: ''});
const stateOf = (container: Fields): Record<'waiting' | 'terminated' | 'running', Fields | undefined> =>
  fieldsOf(container.state) as never;

/** Counts the restarts of a container in. */
function restarted(told: Told, container: Fields): void {
  told.restarts += countOf(container.restartCount);
  const {finishedAt} = fieldsOf(fieldsOf(container.lastState).terminated);
  if (String(finishedAt ?? '') > told.last) told.last = String(finishedAt);
}

const endOf = ({reason, signal, exitCode}: Fields): string =>
  textOr(reason, signal ? `Signal:${signal}` : `ExitCode:${countOf(exitCode)}`);

const isSidecar = ({restartPolicy}: Fields): boolean => restartPolicy === 'Always';

/** What an init container that is not done says of the whole pod. */
function waitsFor({waiting, terminated}: ReturnType<typeof stateOf>, place: string): string {
  if (terminated) return `Init:${endOf(terminated)}`;
  const isTold = waiting?.reason && waiting.reason !== 'PodInitializing';
  return `Init:${isTold ? String(waiting.reason) : place}`;
}

/** The init containers: the first that has not ended well says what the pod waits for. */
function initialising(pod: KubeObject, reason: string): {told: Told; sidecars: Told; isOver: boolean} {
  const declared = itemsOf(specOf(pod).initContainers);
  const [told, sidecars] = [nothing(reason), nothing(reason)];
  for (const [index, container] of itemsOf(statusOf(pod).initContainerStatuses).entries()) {
    const state = stateOf(container);
    const sidecar = isSidecar(declared.find(({name}) => name === container.name) ?? {});
    restarted(told, container);
    if (sidecar) restarted(sidecars, container);
    if (state.terminated && countOf(state.terminated.exitCode) === 0) continue;
    if (sidecar && container.started === true) {
      if (container.ready === true) sidecars.ready = told.ready += 1;
      continue;
    }
    told.reason = waitsFor(state, `${index}/${declared.length}`);
    return {told, sidecars, isOver: false};
  }
  return {told, sidecars: {...sidecars, reason}, isOver: true};
}

const hasCondition = (pod: KubeObject, type: string): boolean =>
  itemsOf(statusOf(pod).conditions).some(condition => condition.type === type && condition.status === 'True');

/** The containers themselves, the last first: the first of them that is not running says what the matter is. */
function running(pod: KubeObject, so: Told): Told {
  const told = {...so};
  let hasRunning = false;
  for (const container of itemsOf(statusOf(pod).containerStatuses).reverse()) {
    const {waiting, terminated, running: runs} = stateOf(container);
    restarted(told, container);
    if (waiting?.reason) told.reason = String(waiting.reason);
    else if (terminated) told.reason = endOf(terminated);
    else if (container.ready === true && runs) {
      hasRunning = true;
      told.ready++;
    }
  }
  if (told.reason === 'Completed' && hasRunning) told.reason = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  return told;
}

function stateOfPod(pod: KubeObject): Told {
  const {phase, reason: given, conditions} = statusOf(pod);
  const isGated = itemsOf(conditions).some(({type, reason}) => type === 'PodScheduled' && reason === 'SchedulingGated');
  const {told, sidecars, isOver} = initialising(pod, isGated ? 'SchedulingGated' : textOr(given, String(phase ?? '')));
  const state = isOver || hasCondition(pod, 'Initialized') ? running(pod, sidecars) : told;
  if (pod.metadata.deletionTimestamp === undefined) return state;
  if (given === 'NodeLost') return {...state, reason: 'Unknown'};
  return phase === 'Succeeded' || phase === 'Failed' ? state : {...state, reason: 'Terminating'};
}

function gatesOf(pod: KubeObject): string {
  const gates = itemsOf(specOf(pod).readinessGates);
  const open = gates.filter(({conditionType}) => hasCondition(pod, String(conditionType)));
  return gates.length ? `${open.length}/${gates.length}` : '<none>';
}

/** @see printPod of https://github.com/kubernetes/kubernetes/blob/master/pkg/printers/internalversion/printers.go */
export const pods: Printer = {
  columns: 'Name,Ready,Status,Restarts,Age|IP,Node,Nominated Node,Readiness Gates',
  cells: (pod, at) => {
    const {initContainers, containers, nodeName} = specOf(pod);
    const {podIPs, nominatedNodeName} = statusOf(pod);
    const {reason, ready, restarts, last} = stateOfPod(pod);
    const size = itemsOf(containers).length + itemsOf(initContainers).filter(isSidecar).length;
    return [
      ...[pod.metadata.name, `${ready}/${size}`, reason],
      ...[restarts && last ? `${restarts} (${since(last, at)} ago)` : String(restarts), ageOf(pod, at)],
      ...[textOr(itemsOf(podIPs)[0]?.ip, '<none>'), textOr(nodeName, '<none>'), textOr(nominatedNodeName, '<none>')],
      gatesOf(pod),
    ];
  },
};
