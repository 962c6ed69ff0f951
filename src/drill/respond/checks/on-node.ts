import type {Requester} from '../../act/requester.js';
import {type Check, held, notHeld, unknown} from '../check.js';

/** A wait on the node ends when the command's answer is another one, or after half a minute, with 9. */
const WAIT = `"$@" >/dev/null 2>&1; was=$?; n=0
while [ $n -lt 150 ]; do sleep 0.2; "$@" >/dev/null 2>&1; [ $? = $was ] || exit 0; n=$((n+1)); done; exit 9`;
const NOTHING_CHANGED = 9;
/** Until a node that could not be waited on is asked again, in milliseconds. */
const AGAIN_MS = 5000;

/**
 * A command on a node exits with 0. What somebody left in the files of a node, the API server shows late or not at all:
 * the mirror of a static pod that is deleted came back after 90 seconds on kind.
 */
export function onNode(
  {nodes, clock}: Pick<Requester, 'nodes' | 'clock'>,
  {command, on}: {command: string[]; on?: string | undefined},
): Check {
  const text = command.join(' ');
  const node = on ?? nodes?.defaultNode ?? '';
  return {
    name: `${text} on ${node}`,
    /** The node itself waits: asking it from here is a process of the container engine each time. */
    async hear(onChange, signal) {
      while (nodes && !signal.aborted) {
        const waited = await nodes.run(node, ['sh', '-c', WAIT, 'wait', ...command], signal);
        if (waited.ok) onChange();
        else if (waited.exitCode !== NOTHING_CHANGED) await clock.sleep(AGAIN_MS, signal);
      }
    },
    async look(signal) {
      if (!nodes) return unknown('there are no commands on nodes here');
      const result = await nodes.run(node, command, signal);
      signal.throwIfAborted();
      if (result.ok) return held(`${node}: ${text}`);
      // By convention a test says no with 1; anything else is a failure of the test.
      const {exitCode, why, output} = result;
      return exitCode === 1 ? notHeld(`${node}: not so: ${text}`) : unknown(`${why} ${output}`.trim());
    },
  };
}
