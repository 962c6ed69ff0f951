import {type Problem, problemLine, type YamlFile} from '../../lib/yaml/yaml-file.js';
import type {Scenario} from '../../scenario/schema.js';

type Sections = Readonly<Record<string, unknown>>;

/** The sections that the variant of a scenario's id replaces. */
export function changedBy({id}: Scenario, yaml: YamlFile): {variant: string; sections: Sections} | undefined {
  const [, variant] = id.split(':');
  if (variant === undefined) return undefined;
  return {variant, sections: (yaml.values[0] as {variants?: Record<string, Sections>}).variants?.[variant] ?? {}};
}

/** Where an entry of a section stands in the file of a scenario: in its variant, where that has a section of its own. */
export function placeOf(scenario: Scenario, yaml: YamlFile, section: string, index: number): PropertyKey[] {
  const changed = changedBy(scenario, yaml);
  return changed && section in changed.sections ? ['variants', changed.variant, section, index] : [section, index];
}

/** Each problem once, though several variants share the place. */
export const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map(problem => [problemLine(problem), problem])).values(),
];
