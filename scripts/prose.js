#!/usr/bin/env node
// Refuses turns of phrase that a native reader stumbles over: in comments and texts of `src`, in scenarios, rules and
// drills, and in the documents. `npm run lint` runs it. Run in another folder, it checks that one.
import {globSync, readFileSync} from 'node:fs';

/** What is refused and what to write instead. A space stands for any white space, so a phrase may cross a line end. */
const PATTERNS = compiled([
  [
    String.raw`\b(?<!(not|never|ever) )so (many|much|long|few)\b(?![^.:;]* (as|that)\b)`,
    '"at most this many", "this long"',
  ],
  [String.raw`\bwhoever\b`, 'the noun: "the sender", "the caller", "the author"'],
  [String.raw`\bthat which\b`, 'the noun, or "what"'],
  [String.raw`\b(is|are|was|were) (not )?owed\b`, '"is expected"'],
  [String.raw`\bby (itself|themselves)\b`, '"on its own", "itself"'],
  [String.raw`\b(is|are|was|were) told (again|at|beside|elsewhere|once|twice|when|where)\b`, '"is reported"'],
  [
    String.raw`\b(?<!there )(is|are|was|were) no (audit event|detection|error|file|JSON|number|object|part of|regular expression|request|resource|Sigma rule|success|test case|text|YAML)\b`,
    '"is not a …"',
  ],
  [String.raw`, for (it|that|they) (is|are|was|were|has|have|does|do|would|could|may|must|can)\b`, '", because"'],
]);

/** Refused only where users read it: in a comment the words may name a case. */
const IN_MESSAGES = compiled([
  [String.raw`\bnobody (can say|can tell|says|knows)\b`, '"it is not known"'],
  [String.raw`\bnobody (is|was) told\b`, '"nobody is notified"'],
  [String.raw`\bcan(not)? be had\b`, '"is available"'],
  [String.raw`\bcanary can fly\b`, '"the canary was not sent"'],
  [String.raw`\bpromise an SLA\b`, '"set an SLA"'],
  [String.raw`\bis none of \b`, '"is not one of"'],
]);

function compiled(patterns) {
  return patterns.map(([words, instead]) => ({words: new RegExp(words.replaceAll(' ', '\\s+'), 'gi'), instead}));
}

/** Documents that are generated from texts which are checked where they stand: scenarios and commands. */
const GENERATED = /^docs\/(scenarios\/|commands\.md$)/;

/** Takes a text's place, line by line, where no phrase may be found in it or across it. */
const hidden = text => text.replace(/[^\n]/g, '\0');
const blank = text => text.replace(/[^\n]/g, ' ');

/** A document without its code. */
const proseOf = text => text.replace(/^[ >]*(`{3,}|~{3,})[\s\S]*?^[ >]*\1`*$|`[^`\n]*`|<!--[\s\S]*?-->/gm, hidden);

/** Source without all but its comments, those left out that stand behind code. */
function commentsOf(text) {
  let isBlock = false;
  const lines = text.split('\n').map(line => {
    const begin = /^\s*(\/\*+|\/\/|\*(?!\/))/.exec(line)?.[0];
    const isComment = isBlock || /^\s*\/[*/]/.test(line);
    isBlock = (isBlock || /^\s*\/\*/.test(line)) && !line.includes('*/');
    if (!isComment) return hidden(line);
    const prefix = begin ?? '';
    return blank(prefix) + line.slice(prefix.length).replace(/`[^`]*`/g, hidden);
  });
  return lines.join('\n');
}

const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

/** Source without all but its texts; what is quoted in one, and code that is filled in, is left out. */
function textsOf(source) {
  const code = source.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, hidden);
  let end = 0;
  let texts = '';
  for (const {0: text, index} of code.matchAll(STRING)) {
    texts += hidden(code.slice(end, index)) + text.replace(/\\`[^`]*`|\$\{[^}]*\}/g, hidden);
    end = index + text.length;
  }
  return texts + hidden(code.slice(end));
}

/** A YAML file: its texts and comments are prose alike. */
const yamlOf = text => text.replace(/^\s*#/gm, blank).replace(/`[^`\n]*`/g, hidden);

/** The prose of a file, and what is refused in it. */
function checks(file, text) {
  const everything = [...PATTERNS, ...IN_MESSAGES];
  if (file === 'docs/broken-links.md') return [[proseOf(text), everything]];
  if (file.endsWith('.md')) return [[proseOf(text), PATTERNS]];
  if (/\.ya?ml$/.test(file)) return [[yamlOf(text), everything]];
  return [
    [commentsOf(text), PATTERNS],
    [textsOf(text), everything],
  ];
}

/** Every refused phrase of a file, as `file:line:column words: write …`. */
const findings = file =>
  checks(file, readFileSync(file, 'utf8')).flatMap(([prose, patterns]) => refused(file, prose, patterns));

const refused = (file, prose, patterns) =>
  patterns
    .flatMap(({words, instead}) =>
      [...prose.matchAll(words)].map(({0: found, index}) => {
        const before = prose.slice(0, index).split('\n');
        const said = found.replace(/\s+/g, ' ').trim();
        return {
          line: before.length,
          text: `${file}:${before.length}:${before.at(-1).length + 1} "${said}": write ${instead}`,
        };
      }),
    )
    .sort((a, b) => a.line - b.line)
    .map(finding => finding.text);

const files = [
  ...['src/**/*.{js,ts,tsx}', 'scenarios/*.yaml', 'rules/*.yml', 'drills/*.yaml'],
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/**/*.md'],
]
  .flatMap(pattern => globSync(pattern))
  .filter(file => !GENERATED.test(file))
  .sort();
const found = files.flatMap(findings);
for (const finding of found) console.error(finding);
console.log(`${files.length} files read, ${found.length} phrases to rewrite`);
process.exitCode = found.length || !files.length ? 1 : 0;
