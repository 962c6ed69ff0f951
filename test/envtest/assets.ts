import {findAssets} from '../../src/cluster/envtest/assets.js';

/** Without the servers nothing real can be tested, and that must not look like success: no test is even begun. */
export function setup(): void {
  findAssets(undefined, process.env);
}
