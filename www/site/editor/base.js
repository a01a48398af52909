// What both editors have in common. They live in shadow roots: CodeMirror then uses constructed style sheets, which a strict
// Content-Security-Policy allows.
import { bracketMatching, codeFolding, foldGutter } from "@codemirror/language";
import { StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  lineNumbers,
  ViewPlugin,
} from "@codemirror/view";

import { folds } from "./lines.js";
import { theme } from "./theme.js";

const setLit = StateEffect.define();
const litLine = Decoration.line({ class: "cm-lit" });

/** Lines that light up, because they belong to what somebody looks at on the other side. */
const lit = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    const effect = transaction.effects.findLast((effect) => effect.is(setLit));
    if (!effect) return lines.map(transaction.changes);
    const { doc } = transaction.state;
    const known = effect.value.filter((line) => line >= 1 && line <= doc.lines);
    return Decoration.set(known.map((line) => litLine.range(doc.line(line).from)));
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const common = [
  lit,
  theme,
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  foldGutter({ openText: "⌄", closedText: "›" }),
  codeFolding(),
  folds,
  drawSelection(),
  bracketMatching(),
  highlightActiveLine(),
  EditorView.contentAttributes.of({ tabindex: "0" }),
];

/** What `decorate` makes of the lines in sight, and makes anew when others are. */
export function inSight(decorate) {
  return ViewPlugin.fromClass(
    class {
      constructor(view) {
        this.decorations = decorate(view);
      }

      update(update) {
        if (update.docChanged || update.viewportChanged) this.decorations = decorate(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

/** A view in a shadow root of its own. */
export function mount(host, options) {
  const root = host.attachShadow({ mode: "open" });
  return new EditorView({ ...options, parent: root, root });
}

/** Lets these lines, counted from 1 and in order, light up and no others. */
export function light(view, lines) {
  const wanted = [...lines];
  const { doc } = view.state;
  const now = [];
  view.state.field(lit).between(0, doc.length, (from) => void now.push(doc.lineAt(from).number));
  if (now.join() !== wanted.join()) view.dispatch({ effects: setLit.of(wanted) });
}

/** How many letters are compared at once: browsers compare texts faster than any loop does letters. */
const BLOCK = 1024;

/** The one change that turns `before` into `after`. */
export function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  const isEqual = (from, other, length) => before.slice(from, from + length) === after.slice(other, other + length);
  let start = 0;
  while (start + BLOCK <= shorter && isEqual(start, start, BLOCK)) start += BLOCK;
  while (start < shorter && isEqual(start, start, 1)) start++;
  const most = shorter - start;
  let end = 0;
  const isSameEnd = (length) => end + length <= most && isEqual(before.length - end - length, after.length - end - length, length);
  while (isSameEnd(BLOCK)) end += BLOCK;
  while (isSameEnd(1)) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
