import type {NodeShell} from '../cluster.js';
import {controlPlane, type KindTool} from './tool.js';

/** The names of a cluster's nodes, which are those of their containers; empty when kind cannot say. */
export async function nodesOf(tool: KindTool, cluster: string): Promise<string[]> {
  const listed = await tool.kind(['get', 'nodes', '--name', cluster]);
  return listed.ok ? listed.stdout.split('\n').filter(Boolean) : [];
}

/** Commands on the nodes of a cluster, through the engine's exec. No other container of the machine is reached. */
export function nodeShell(tool: KindTool, cluster: string): NodeShell {
  return {
    defaultNode: controlPlane(cluster),
    run: async (node, command, signal) => {
      const nodes = await nodesOf(tool, cluster);
      if (nodes.includes(node)) return tool.container(['exec', node, ...command], signal ? {signal} : {});
      const output = `${node} is not a node of ${cluster}: ${nodes.join(', ')}`;
      return {ok: false, why: 'missing', command: command.join(' '), output};
    },
  };
}
