// What the indentation of lines says: where they fold, where a text of several lines is, how deep the next line stands.
import { foldService, indentService } from "@codemirror/language";

/** How many lines above are looked at for the beginning of a text. */
const FAR = 300;

/** The beginning of a line with items of lists, then its key, then the sign that a text of several lines follows. */
const SCALAR = /^((?: *- +)*)( *)(.*:\s+)?[|>][-+\d]*\s*(?:#.*)?$/;

/**
 * Lines fold by their indentation, which needs no parser. CodeMirror asks after every change which lines in sight do; where one ends is
 * looked for when somebody folds it, for the outermost go down to the end.
 */
export const folds = foldService.of(({ doc }, from) => {
  const first = doc.lineAt(from);
  const isHead = first.number < doc.lines && isBelow(doc.line(first.number + 1).text, indentOf(first.text), first.text);
  return isHead ? { from: first.to, get to() { return endBelow(doc, first); } } : null;
});

/** Where the last line below this one ends. */
function endBelow(doc, { number, text: head, to }) {
  const indent = indentOf(head);
  let end = to;
  for (const text of doc.iterLines(number + 1)) {
    if (!isBelow(text, indent, head)) break;
    end += 1 + text.length;
  }
  return end;
}

/** In YAML, items of a list stand as deep as the key of the list. */
function isBelow(text, indent, head) {
  const own = indentOf(text);
  return own > indent || (own === indent && /^\s*- /.test(text) && /:$/.test(head) && !/^\s*- /.test(head));
}

/** How deep a new line stands: below the key before it, below what that opens, or as deep as the line before. */
export const indents = indentService.of((context, position) => {
  // Lines that are there already stand where somebody put them.
  if (context.simulatedBreak === null) return null;
  const { text } = context.lineAt(position, -1);
  const [items] = /^(?:\s*- +(?=.*[:|>[{]))*\s*/.exec(text);
  const opens = /(?::|[|>][-+\d]*|[[{])\s*$/.test(text) && !/^\s*#/.test(text);
  return items.length + (opens ? context.unit : 0);
});

/** Where the text of a line begins. */
export function indentOf(text) {
  let indent = 0;
  while (text[indent] === " " || text[indent] === "\t") indent++;
  return indent;
}

/** Where the key stands below which a text of several lines follows; nothing where none does. */
export function scalarBelow(text) {
  if (!/[|>]/.test(text)) return undefined;
  const found = SCALAR.exec(text);
  if (!found) return undefined;
  const [, items, indent, key] = found;
  if (key !== undefined) return items.length + indent.length;
  return items ? items.lastIndexOf("-") : undefined;
}

/** The same for the text in whose midst a line is, if it is in one. */
export function scalarAbove(doc, line) {
  let depth = line.text.trim() ? indentOf(line.text) : Infinity;
  for (let number = line.number - 1; number >= Math.max(1, line.number - FAR) && depth > 0; number--) {
    const { text } = doc.line(number);
    const own = indentOf(text);
    if (!text.trim() || own >= depth) continue;
    const scalar = scalarBelow(text);
    if (scalar !== undefined && depth > scalar) return scalar;
    depth = own;
  }
  return undefined;
}
