import {z} from 'zod';
import {parseDuration} from '../../lib/duration.js';
import {Duration} from '../../scenario/steps/step-parts.js';

const days = z.int().min(1).max(400);
/** A share of one. */
const Share = z
  .string()
  .regex(/^\d+(\.\d+)?%$/, 'must be a share with its sign, such as 15%')
  .transform(text => Number(text.slice(0, -1)) / 100);
const chance = z.number().gt(0).lt(1);
const Ms = Duration.transform(text => parseDuration(text) ?? 0);

/** How many ways there are to choose `m` of `count`. */
const choices = (count: number, m: number): number =>
  Array.from({length: m}, (_, i) => (count - i) / (m - i)).reduce((ways, factor) => ways * factor, 1);

/** The part of `history.yaml` that says when nights differ. What it leaves out is as the rates in bench/README.md were measured. */
export const rulesShape = {
  baseline: z
    .strictObject({
      nights: days.default(28).meta({description: 'The first nights, which the later ones are put beside'}),
      settled: days.default(56).meta({description: 'As many later, if none of them was slower'}),
      minimum: z.int().min(2).max(400).default(14).meta({description: 'With fewer nights a cluster is learning'}),
    })
    .prefault({}),
  slower: z
    .strictObject({
      window: z
        .int()
        .min(2)
        .max(28)
        .default(7)
        .meta({description: 'The last nights, which are put beside the baseline'}),
      alpha: chance.default(0.0001).meta({description: 'The exact one-sided p must be less'}),
      link: Share.prefault('15%').meta({description: 'A link must be slower by as much'}),
      scenario: z
        .strictObject({
          share: Share.prefault('25%'),
          least: Ms.prefault('1s').meta({description: 'Not less than sources poll'}),
          alpha: chance.default(0.00005).meta({description: 'Less than that of a link, because scenarios are many'}),
        })
        .prefault({})
        .meta({description: 'A scenario, beside its link, must be slower by as much'}),
      rangeGuard: z.number().min(0).max(10).default(1).meta({
        description: "A link must be slower by as many times the range of its baseline's own medians of a window",
      }),
    })
    .prefault({}),
  jump: z
    .strictObject({
      nights: z.int().min(1).max(7).default(2).meta({description: 'As many nights running, above all of the baseline'}),
      ratio: z.number().min(1).default(1.3).meta({description: "As many times the baseline's median"}),
      as: z.enum(['warning', 'gate']).default('warning').meta({description: 'Whether it counts for gates'}),
    })
    .prefault({}),
  drift: z
    .strictObject({
      weeks: z.int().min(4).max(52).default(12).meta({description: 'Medians of as many weeks'}),
      alpha: chance.default(0.001),
      horizon: Duration.prefault('365d')
        .transform(text => (parseDuration(text) ?? 0) / 86_400_000)
        .meta({description: 'An SLA that is reached later is not reported'}),
    })
    .prefault({}),
  lost: z
    .strictObject({
      detected: Share.prefault('95%').meta({description: 'Detected in at least this share of the baseline'}),
      window: z.int().min(2).max(60).default(14).meta({description: 'Nights in which first attempts are counted'}),
      alpha: chance.default(0.001),
    })
    .prefault({}),
  noise: z
    .strictObject({
      plays: z.int().min(1).max(10).default(2).meta({description: 'As many plays of the twin running alerted'}),
    })
    .prefault({}),
  fleet: z
    .strictObject({
      q: chance.default(0.05).meta({description: 'The share of findings that may be false, over all of a fleet'}),
      clusters: z.int().min(1).default(3).meta({description: 'Slower on as many clusters counts for gates'}),
    })
    .prefault({}),
};

/** When nights differ, as `history.yaml` says it. */
const Rules = z.strictObject(rulesShape);

/** What cannot be true of two settings together. */
export function disagreements({baseline, slower}: z.output<typeof Rules>): {path: string[]; message: string}[] {
  const found: {path: string[]; message: string}[] = [];
  const say = (path: string[], message: string) => found.push({path, message});
  if (baseline.minimum > baseline.nights) say(['baseline', 'minimum'], 'must not be more than baseline.nights');
  if (baseline.nights > baseline.settled) say(['baseline', 'nights'], 'must not be more than baseline.settled');
  // Everything above everything is the least p that there is.
  if (1 / choices(baseline.nights + slower.window, slower.window) >= Math.min(slower.alpha, slower.scenario.alpha))
    say(['slower', 'alpha'], 'can never be reached: a longer window or more nights in the baseline are needed');
  return found;
}

export const RuleSettings = Rules.check(({value, issues}) => {
  for (const {path, message} of disagreements(value)) issues.push({code: 'custom', path, message, input: value});
});
export type RuleSettings = z.output<typeof RuleSettings>;

/** What holds where no `history.yaml` says otherwise. */
export const DEFAULT_RULES: RuleSettings = RuleSettings.parse({});
