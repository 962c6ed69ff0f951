import type {Shape} from './shape.js';
import {withFields} from './shape.js';

export const storageClasses: Shape = {
  returnsDeleted: true,
  defaults: ({reclaimPolicy = 'Delete', volumeBindingMode = 'Immediate', ...given}) => ({
    ...given,
    reclaimPolicy,
    volumeBindingMode,
  }),
};

/** Without a metric an autoscaler looks at the processor: eighty percent of what was asked for. */
const PROCESSOR = {type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 80}}};

export const autoscalers: Shape = {
  defaults: autoscaler => {
    const spec = withFields(autoscaler.spec, {minReplicas: 1});
    return {
      ...autoscaler,
      spec: {...spec, metrics: spec.metrics ?? [PROCESSOR]},
      status: autoscaler.status ?? {currentMetrics: null, desiredReplicas: 0},
    };
  },
  create: autoscaler => ({...autoscaler, status: {currentMetrics: null, desiredReplicas: 0}}),
  update: (after, before) => ({...after, status: before.status}),
};
