import type {KindTool} from './tool.js';

/** The engine's network that kind puts its nodes on. */
const NETWORK = 'kind';

/**
 * The address at which the nodes of kind clusters reach this machine: the gateway of their network, which is made here
 * if no cluster has been before. With an engine on another machine, or in one, that is not this machine: then nothing
 * arrives, and the canary says so.
 */
export async function hostAddress(tool: KindTool): Promise<string | undefined> {
  const inspect = () => tool.container(['network', 'inspect', NETWORK]);
  let found = await inspect();
  if (!found.ok) {
    await tool.container(['network', 'create', NETWORK]);
    found = await inspect();
  }
  return found.ok ? gatewayIn(found.stdout) : undefined;
}

/** Docker and Podman list subnets in different places; both call the gateway so. */
function gatewayIn(json: string): string | undefined {
  const gateways = [...json.matchAll(/"gateway":\s*"([^"]+)"/gi)].map(match => match[1] ?? '');
  return gateways.find(address => /^\d+\.\d+\.\d+\.\d+$/.test(address)) ?? gateways[0];
}
