const NAME = 'NODE_TLS_REJECT_UNAUTHORIZED';
/** Node takes nothing but `0` for an order not to verify. */
const IGNORED = '0 (ignored by kubedrill)';

/**
 * Takes from the environment what would switch off the verification of certificates, everywhere and unseen. Connections
 * of kubedrill's own say for themselves whether they verify; this is for those of its libraries.
 */
export function disarmTlsSwitch(env: NodeJS.ProcessEnv): void {
  if (env[NAME] === '0') env[NAME] = IGNORED;
}

/** Whether somebody has tried. */
export const triesTlsSwitch = (env: NodeJS.ProcessEnv): boolean => env[NAME] === '0' || env[NAME] === IGNORED;
