import type {Requester} from '../../act/requester.js';
import {type Check, held, notHeld, unknown} from '../check.js';

/**
 * A command on a node exits with 0. What somebody left in the files of a node, the API server shows late or not at all:
 * the mirror of a static pod that is deleted came back after 90 seconds on kind.
 */
export function onNode({nodes}: Requester, {command, on}: {command: string[]; on?: string | undefined}): Check {
  const text = command.join(' ');
  const node = on ?? nodes?.defaultNode ?? '';
  return {
    name: `${text} on ${node}`,
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
