import {same} from '../objects.js';
import {usedOf} from '../quota.js';
import {type Controller, isOf} from './controller.js';

const DELAY_MS = 20;

/** Counts what a namespace holds of what its quotas grant. */
export const quotas: Controller = ({store, later}) => {
  const count = (namespace: string) => {
    const pods = store.list({group: '', resource: 'pods', namespace});
    const collection = {group: '', resource: 'resourcequotas', namespace};
    for (const quota of store.list(collection)) {
      const {hard = {}} = quota.spec as {hard?: Record<string, string>};
      const status = {hard, used: usedOf(hard, pods)};
      if (!same(status, quota.status)) store.put(collection, {...quota, status});
    }
  };
  return change => {
    const {namespace} = change.object.metadata;
    const concerns = isOf(change, 'pods') || (isOf(change, 'resourcequotas') && change.type !== 'DELETED');
    if (concerns && namespace !== undefined) later(DELAY_MS, () => count(namespace));
  };
};
