import {existsSync, readdirSync, statSync} from 'node:fs';
import {basename, join} from 'node:path';
import type {z} from 'zod';
import {parseDuration} from '../lib/duration.js';
import {usageError} from '../lib/errors.js';
import {readYaml, type YamlFile} from '../lib/yaml-file.js';
import {compileDetection} from './compile.js';
import {CorrelationDocument, DetectionDocument, FilterDocument} from './document.js';
import {applyFilters, type Filter, resolveReferences} from './references.js';
import type {CorrelationRule, EventRule, Rule, RuleProblem, RuleSet} from './rule-set.js';
import type {Placeholders} from './values.js';

/**
 * Loads Sigma rules from files and folders. A broken document is reported, with its place, and stops no other.
 *
 * @throws DrillError (exit code 2) when a path does not exist.
 */
export function loadRules(
  paths: readonly string[],
  options: {placeholders?: Placeholders} = {},
): {set: RuleSet; problems: RuleProblem[]} {
  const loading: Loading = {rules: [], filters: [], problems: [], placeholders: options.placeholders ?? {}};
  for (const file of ruleFiles(paths)) loadFile(file, loading);
  const {rules, filters, problems} = loading;
  problems.push(...applyFilters(rules, filters));
  const resolved = resolveReferences(rules);
  return {set: {rules: resolved.rules}, problems: [...problems, ...resolved.problems]};
}

interface Loading {
  rules: Rule[];
  filters: Filter[];
  problems: RuleProblem[];
  placeholders: Placeholders;
}

/** One document of a file, on its way to become a rule. */
interface Source {
  yaml: YamlFile;
  index: number;
  value: Record<string, unknown>;
  at(path: readonly PropertyKey[], message: string): RuleProblem;
}

function ruleFiles(paths: readonly string[]): string[] {
  return paths.flatMap(path => {
    if (!existsSync(path)) throw usageError(`${path} does not exist`, ['name a rule file or a folder of them']);
    if (!statSync(path).isDirectory()) return [path];
    const entries = readdirSync(path, {recursive: true, encoding: 'utf8'});
    return entries
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .map(name => join(path, name));
  });
}

function loadFile(file: string, loading: Loading): void {
  const yaml = readYaml(file);
  loading.problems.push(...yaml.problems.map(p => ({...p, next: 'correct the YAML'})));
  for (const [index, value] of yaml.values.entries()) {
    const at: Source['at'] = (path, message) => ({...yaml.at(path, message, 'error', index), next: NEXT});
    if (typeof value !== 'object' || value === null) loading.problems.push(at([], 'this is no Sigma rule'));
    else loadDocument({yaml, index, value: value as Record<string, unknown>, at}, loading);
  }
}

const NEXT = 'see the Sigma rules specification';

function loadDocument(source: Source, loading: Loading): void {
  if ('correlation' in source.value) loadCorrelation(source, loading);
  else if ('filter' in source.value) loadFilter(source, loading);
  else loadDetection(source, loading);
}

function loadDetection(source: Source, loading: Loading): void {
  const document = checked(DetectionDocument, source, loading);
  if (!document) return;
  const detection = compileDetection(document.detection, loading.placeholders, (path, message) =>
    loading.problems.push(source.at(['detection', ...path], message)),
  );
  if (!detection) return;
  const {product, service} = document.logsource;
  const applicable = product === 'kubernetes' && (service === 'audit' || service === undefined);
  const rule: EventRule = {...described(document, source), kind: 'event', applicable, silent: false, ...detection};
  loading.rules.push(rule);
}

function loadFilter(source: Source, loading: Loading): void {
  const document = checked(FilterDocument, source, loading);
  if (!document) return;
  const {rules, ...detection} = document.filter;
  const compiled = compileDetection(detection, loading.placeholders, (path, message) =>
    loading.problems.push(source.at(['filter', ...path], message)),
  );
  if (compiled) loading.filters.push({rules, test: compiled.test, at: source.at});
}

function loadCorrelation(source: Source, loading: Loading): void {
  const document = checked(CorrelationDocument, source, loading);
  if (!document) return;
  const {correlation} = document;
  const {field, ...comparisons} = correlation.condition ?? {};
  const threshold = Object.entries(comparisons).map(([op, value]) => ({op, value}));
  if (correlation.type.endsWith('_count') && !threshold.length) {
    loading.problems.push(
      source.at(['correlation', 'condition'], `${correlation.type} needs a condition such as gte: 10`),
    );
    return;
  }
  if (correlation.type === 'value_count' && field === undefined) {
    loading.problems.push(source.at(['correlation', 'condition'], 'value_count needs condition.field'));
    return;
  }
  const rule: CorrelationRule = {
    ...described(document, source),
    kind: 'correlation',
    applicable: true,
    type: correlation.type,
    rules: correlation.rules,
    groupBy: correlation['group-by'],
    timespanMs: parseDuration(correlation.timespan) ?? 0,
    aliases: correlation.aliases,
    generate: correlation.generate,
    ...(threshold.length && {threshold: threshold as NonNullable<CorrelationRule['threshold']>}),
    ...(field !== undefined && {field}),
  };
  loading.rules.push(rule);
}

function checked<T>(schema: z.ZodType<T>, source: Source, loading: Loading): T | undefined {
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return parsed.data;
  for (const {path, message} of parsed.error.issues) {
    loading.problems.push(source.at(path, `${path.join('.') || 'the rule'}: ${message}`));
  }
  return undefined;
}

type Head = Pick<CorrelationDocument, 'title' | 'id' | 'name' | 'status' | 'level' | 'tags' | 'falsepositives'>;

function described(document: Head, {yaml, at}: Source) {
  const base = basename(yaml.file).replace(/\.ya?ml$/, '');
  const {title, level, tags, falsepositives, status} = document;
  const id = yaml.values.length > 1 ? (document.name ?? base) : base;
  const refs = [document.id, document.name, id].filter(ref => ref !== undefined);
  return {id, refs, title, level, tags, falsepositives, file: yaml.file, at, ...(status !== undefined && {status})};
}
