import {stripVTControlCharacters} from 'node:util';

/** Of a monospaced font of this size, in pixels. */
const [SIZE, WIDTH, HEIGHT, MARGIN] = [14, 8.4, 19, 14];

/**
 * A film of terminal pictures as one SVG: each distinct line is drawn once, each picture puts lines together, and CSS
 * shows one picture after the other, for ever. Who asks for less motion sees the last one.
 *
 * @param {{lines: string[], seconds: number}[]} scenes lines with the escape sequences of colours
 * @param {{columns: number, rows: number, title: string}} options
 */
export function filmOf(scenes, {columns, rows, title}) {
  const drawn = new Map();
  const idOf = text => {
    if (!drawn.has(text)) drawn.set(text, `l${drawn.size}`);
    return drawn.get(text);
  };
  const total = scenes.reduce((sum, {seconds}) => sum + seconds, 0);
  const shown = [];
  const keyframes = [];
  let begin = 0;
  for (const [index, {lines, seconds}] of scenes.entries()) {
    const uses = lines.flatMap((text, row) =>
      stripVTControlCharacters(text).trim() ? [`<use href="#${idOf(text)}" y="${round(MARGIN + row * HEIGHT)}"/>`] : [],
    );
    shown.push(`<g class="f" style="animation-name:f${index}">${uses.join('')}</g>`);
    keyframes.push(
      `@keyframes f${index}{${begin ? '0%{visibility:hidden}' : ''}${span(begin, begin + seconds, total)}}`,
    );
    begin += seconds;
  }
  const [width, height] = [columns * WIDTH + 2 * MARGIN, rows * HEIGHT + 2 * MARGIN].map(Math.ceil);
  const lines = [...drawn].map(([text, id]) => `<g id="${id}">${drawingOf(text)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>
text{font:${SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre;dominant-baseline:central}
.b{font-weight:bold}.n{fill:#0d1117}
.f{visibility:hidden;animation:${total.toFixed(1)}s step-end infinite}
${keyframes.join('\n')}
@media (prefers-reduced-motion:reduce){.f{animation:none}.f:last-of-type{visibility:visible}}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117" stroke="#6e7681"/>
<defs>
${lines.join('\n')}
</defs>
${shown.join('\n')}
</svg>
`;
}

/** When a picture is seen, in percent of the film. */
function span(from, to, total) {
  const at = seconds => `${round((100 * seconds) / total)}%`;
  const end = to < total - 1e-6 ? `${at(to)}{visibility:hidden}` : '';
  return `${at(from)}{visibility:visible}${end}${end ? '' : '100%{visibility:visible}'}`;
}

const round = value => Number(value.toFixed(2));
const SEQUENCE = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`, 'g');
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * A line: the backgrounds, and above them its pieces, each at its own column. Fonts differ in the width of signs that
 * are not ASCII, and what stands behind them must not move.
 */
function drawingOf(text) {
  const style = {back: undefined, bold: false, inverse: false};
  const [backs, pieces] = [[], []];
  let column = 0;
  for (const [index, part] of text.split(SEQUENCE).entries()) {
    if (index % 2) {
      apply(style, part);
      continue;
    }
    const back = style.inverse ? '#e6edf3' : style.back;
    const columns = [...part].length;
    if (back && columns)
      backs.push(`<rect x="${left(column)}" width="${round(columns * WIDTH)}" height="${HEIGHT}" fill="${back}"/>`);
    for (const [piece] of part.matchAll(/ {2,}|(?:[\x21-\x7e]| (?! ))+|[^\x20-\x7e]+| /g)) {
      if (piece.trim()) pieces.push(`<tspan x="${left(column)}"${classOf(style)}>${escaped(piece)}</tspan>`);
      column += [...piece].length;
    }
  }
  return `${backs.join('')}<text y="${HEIGHT / 2}">${pieces.join('')}</text>`;
}

const left = column => round(MARGIN + column * WIDTH);

/** What Ink makes of the theme: white on a colour of its own, bold, and the selected row in reverse. */
function apply(style, codes) {
  const [code, ...rest] = codes.split(';').map(Number);
  if (code === 48)
    style.back = `#${rest
      .slice(1)
      .map(part => part.toString(16).padStart(2, '0'))
      .join('')}`;
  else if (code === 49) style.back = undefined;
  else if (code === 1 || code === 22) style.bold = code === 1;
  else if (code === 7 || code === 27) style.inverse = code === 7;
  else if (code === 0) Object.assign(style, {back: undefined, bold: false, inverse: false});
}

function classOf({bold, inverse}) {
  const names = [bold && 'b', inverse && 'n'].filter(Boolean).join(' ');
  return names ? ` class="${names}"` : '';
}
