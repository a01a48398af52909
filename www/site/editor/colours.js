// Colours for YAML, of which JSON is a part, line by line and only for the lines in sight: a parser of whole texts weighs more than
// the rest of the two editors, and works on after every key press.
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration } from "@codemirror/view";

import { inSight } from "./base.js";
import { indentOf, scalarAbove, scalarBelow } from "./lines.js";

/** Lines longer than this stay as they are. */
const LONGEST = 10_000;

/** What can stand at a place; where several could, the first. Of plain words, those within brackets end at more signs. */
const TOKEN = {
  block: tokens(/[^\s](?:[^:#]|:(?=\S)|(?<=\S)#)*/),
  flow: tokens(/[^\s,[\]{}](?:[^:#,[\]{}]|:(?=[^\s,[\]{}])|(?<=\S)#)*/),
};

function tokens(plain) {
  const kinds = {
    comment: /(?<!\S)#.*/,
    mark: /^(?:---|\.\.\.)(?!\S)|[&*!][^\s,[\]{}]*|[|>][-+\d]*(?=\s*(?:#|$))/,
    string: /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?/,
    sign: /[-?:](?!\S)|[[\]{},:]/,
    plain,
  };
  const named = Object.entries(kinds).map(([name, { source }]) => `(?<${name}>${source})`);
  return new RegExp(`\\s*(?:${named.join("|")})`, "y");
}

const NUMBER = /^[-+]?(?:\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?|0x[\da-fA-F]+)$/;
const ATOM = /^(?:true|false|null|~)$/;

const marks = Object.fromEntries(
  ["key", "string", "number", "atom", "comment", "sign"].map((name) => [name, Decoration.mark({ class: `cm-${name}` })]),
);

/** Colours what is in sight. */
export const colours = inSight(coloured);

function coloured({ state: { doc }, visibleRanges }) {
  const builder = new RangeSetBuilder();
  for (const { from, to } of visibleRanges) {
    let line = doc.lineAt(from);
    // How deep the text of a block stands at least, and how many brackets are open.
    let block = scalarAbove(doc, line);
    let depth = 0;
    for (; ; line = doc.line(line.number + 1)) {
      const isWithin = block !== undefined && (indentOf(line.text) > block || !line.text.trim());
      if (isWithin) {
        if (line.length) builder.add(line.from, line.to, marks.string);
      } else {
        depth = colourLine(builder, line, depth);
        block = scalarBelow(line.text);
      }
      if (line.to >= to || line.number === doc.lines) break;
    }
  }
  return builder.finish();
}

/** Colours a line within so many open brackets; returns how many are open after it. */
function colourLine(builder, { text, from }, depth) {
  if (text.length > LONGEST) return depth;
  // A bracket that nobody has closed yet is no matter of the next resource.
  if (/^\w/.test(text)) depth = 0;
  for (let place = 0; place < text.length; ) {
    const token = depth > 0 ? TOKEN.flow : TOKEN.block;
    token.lastIndex = place;
    const found = token.exec(text);
    if (!found) break;
    place = token.lastIndex;
    const [kind, word] = Object.entries(found.groups).find(([, word]) => word !== undefined);
    if (/^[[{]$/.test(word)) depth++;
    if (/^[\]}]$/.test(word)) depth = Math.max(0, depth - 1);
    const mark = marks[colourOf(kind, word.trimEnd(), text.slice(place))];
    if (mark) builder.add(from + place - word.length, from + place - word.length + word.trimEnd().length, mark);
  }
  return depth;
}

function colourOf(kind, word, rest) {
  if (kind === "plain") {
    if (/^:(?:\s|$)/.test(rest)) return "key";
    return NUMBER.test(word) ? "number" : ATOM.test(word) ? "atom" : undefined;
  }
  if (kind === "string" && /^\s*:/.test(rest)) return "key";
  return kind === "mark" ? "sign" : kind;
}
