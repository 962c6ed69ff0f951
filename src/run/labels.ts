/** The label that everything a run creates carries; its value is the run's id. */
export const RUN_LABEL = 'kubedrill.dev/run';
/** The label with the scenario's id. */
export const SCENARIO_LABEL = 'kubedrill.dev/scenario';
