// What came out: read-only, searchable, foldable; every line says who set it.
import { defaultKeymap } from "@codemirror/commands";
import { foldable, foldEffect, foldedRanges, foldKeymap, unfoldEffect } from "@codemirror/language";
import { Compartment, EditorState, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker, keymap } from "@codemirror/view";

import { common, difference, inSight, light, mount } from "./base.js";
import { colours } from "./colours.js";
import { Late } from "./late.js";
import { indentOf } from "./lines.js";

/** How deep resources stand: what "collapse" leaves open. */
const RESOURCE_INDENT = { yaml: 4, json: 6 };

const setKinds = StateEffect.define();

/** What set each line: 0 a field, 1 a default, 2 a rule. */
const kinds = StateField.define({
  create: () => new Uint8Array(),
  update: (value, transaction) => transaction.effects.findLast((effect) => effect.is(setKinds))?.value ?? value,
});

class Origin extends GutterMarker {
  constructor(kind) {
    super();
    this.elementClass = `cm-origin-${kind}`;
  }
}

const MARKERS = [0, 1, 2].map((kind) => new Origin(kind));

const origins = gutter({
  class: "cm-origins",
  lineMarker: (view, { from }) => MARKERS[view.state.field(kinds)[view.state.doc.lineAt(from).number - 1]] ?? null,
  lineMarkerChange: (update) => update.docChanged || update.startState.field(kinds) !== update.state.field(kinds),
});

const CHANGES = { "@": "cm-change-head", "-": "cm-change-old", "+": "cm-change-new" };
const decorations = Object.fromEntries(
  Object.entries(CHANGES).map(([sign, name]) => [sign, Decoration.line({ class: name })]),
);

/** Colours for what was there and what is. */
const changes = inSight(changed);

function changed(view) {
  const builder = new RangeSetBuilder();
  for (const { from, to } of view.visibleRanges) {
    for (let position = from; position <= to; ) {
      const line = view.state.doc.lineAt(position);
      const decoration = decorations[line.text[0]];
      if (decoration) builder.add(line.from, line.from, decoration);
      position = line.to + 1;
    }
  }
  return builder.finish();
}

/** Attributes of an editor of that name that nobody writes in. */
function named(label) {
  return { "aria-label": label, "aria-readonly": "true" };
}

const LOOKS = { json: colours, yaml: colours, diff: changes };

export class OutputEditor {
  #view;
  #look = new Compartment();
  #label = new Compartment();
  #name = "";
  #format = "";
  #text = "";

  /** The line of the caret, from 1, once somebody has put it somewhere. */
  #line = 0;

  /**
   * `onLook(line)` is called when the caret comes to another line, because of somebody or because lines above it came or went;
   * `onTrace(line, follows)` when somebody wants to see who set one.
   */
  constructor(host, { onLook, onTrace }) {
    const trace = (view, follows) => onTrace(view.state.doc.lineAt(view.state.selection.main.head).number - 1, follows);
    const extensions = [
      kinds,
      origins,
      common,
      new Late(({ searching }) => searching).extension,
      EditorState.readOnly.of(true),
      keymap.of([{ key: "Enter", run: (view) => (trace(view, true), true) }, ...defaultKeymap, ...foldKeymap]),
      this.#look.of([]),
      this.#label.of([]),
      EditorView.updateListener.of((update) => {
        const line = update.state.doc.lineAt(update.state.selection.main.head).number;
        if ((this.#line || update.selectionSet) && line !== this.#line) onLook((this.#line = line) - 1);
      }),
      EditorView.domEventHandlers({
        click: (event, view) => {
          if (view.state.selection.main.empty && !event.target.closest?.(".cm-gutters")) trace(view, false);
        },
      }),
    ];
    this.#view = mount(host, { state: EditorState.create({ extensions }) });
  }

  /** Shows a text in `format`. Only what differs is replaced, so that folds and the place of reading stay. */
  show(text, format, label, lineKinds) {
    const isOther = label !== this.#name;
    const effects = [setKinds.of(lineKinds)];
    // Whatever is configured anew lets CodeMirror look at all of its extensions, which no key press should wait for.
    if (isOther) effects.push(this.#label.reconfigure(EditorView.contentAttributes.of(named(label))));
    if (format !== this.#format) effects.push(this.#look.reconfigure(LOOKS[format]));
    [this.#name, this.#format] = [label, format];
    this.#view.dispatch({ changes: difference(this.#text, text), effects });
    // Where lines are wider than there is room, other texts are read from their beginning.
    if (isOther) this.#view.requestMeasure({ read: () => {}, write: (_, { scrollDOM }) => void (scrollDOM.scrollLeft = 0) });
    this.#text = text;
  }

  /** Lets these lines, counted from 0, light up. */
  light(lines) {
    light(this.#view, Array.from(lines, (line) => line + 1));
  }

  /** Brings the first of these lines into sight, unless one of them is. */
  reveal(lines) {
    const { state, scrollDOM } = this.#view;
    const blocks = Array.from(lines).filter((line) => line < state.doc.lines).map((line) => this.#view.lineBlockAt(state.doc.line(line + 1).from));
    const [top, bottom] = [scrollDOM.scrollTop, scrollDOM.scrollTop + scrollDOM.clientHeight];
    if (!blocks.length || blocks.some((block) => block.top >= top && block.bottom <= bottom)) return;
    this.#view.dispatch({ effects: EditorView.scrollIntoView(blocks[0].from, { y: "center" }) });
  }

  /** Folds every resource. */
  collapse() {
    const { state } = this.#view;
    const effects = [];
    for (let number = 1; number <= state.doc.lines; number++) {
      const line = state.doc.line(number);
      if (indentOf(line.text) !== RESOURCE_INDENT[this.#format]) continue;
      const range = foldable(state, line.from, line.to);
      if (range) effects.push(foldEffect.of(range));
    }
    this.#view.dispatch({ effects });
  }

  /** Unfolds everything. */
  expand() {
    const { state } = this.#view;
    const effects = [];
    foldedRanges(state).between(0, state.doc.length, (from, to) => void effects.push(unfoldEffect.of({ from, to })));
    this.#view.dispatch({ effects });
  }

  destroy() {
    this.#view.destroy();
  }
}
