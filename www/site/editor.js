// The two editors of the page, as classes that the page's Rust calls. They live in shadow roots: CodeMirror then uses constructed
// style sheets, which a strict Content-Security-Policy allows. All colours are custom properties of style.css.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const SEVERITIES = { error: "error", mistake: "error", warning: "warning", information: "info" };

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--code-text)", backgroundColor: "var(--code-surface)", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 16px 0 6px" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--code-selection)",
  },
  ".cm-gutters": {
    color: "var(--code-gutter)",
    backgroundColor: "var(--code-surface)",
    border: "none",
    paddingLeft: "4px",
  },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 6px 0 8px", minWidth: "30px" },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 2px", cursor: "pointer" },
  ".cm-activeLine": { backgroundColor: "var(--code-line)" },
  ".cm-activeLineGutter": { color: "var(--code-text)", backgroundColor: "var(--code-line)" },
  ".cm-foldPlaceholder": {
    color: "var(--muted)",
    backgroundColor: "var(--hover)",
    border: "none",
    borderRadius: "4px",
    margin: "0 4px",
    padding: "0 6px",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--code-match)" },
  ".cm-selectionMatch": { backgroundColor: "var(--code-match)" },
  ".cm-searchMatch": { backgroundColor: "var(--code-match)", outline: "1px solid var(--accent)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--code-selection)" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--surface)", fontFamily: "var(--sans)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--border)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--border)" },
  ".cm-textfield": { color: "var(--text)", backgroundColor: "var(--code-surface)", border: "1px solid var(--border)", borderRadius: "6px" },
  ".cm-button": { color: "var(--text)", background: "var(--surface)", border: "1px solid var(--border)", borderRadius: "6px" },
  ".cm-panel button[name=close]": { color: "var(--muted)" },
  ".cm-tooltip": {
    color: "var(--text)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--border)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    maxWidth: "min(560px, 90vw)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "8px 12px", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "1.45", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--error)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warning)" },
  ".cm-diagnostic-info": { borderLeft: "3px solid var(--information)" },
  ".cm-diagnosticSource": { fontFamily: "var(--mono)", fontSize: "11.5px", opacity: 1, color: "var(--muted)", marginTop: "4px" },
  ".cm-lintRange-error": { background: "none", textDecoration: "underline wavy var(--error) 1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-warning": { background: "none", textDecoration: "underline wavy var(--warning) 1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-info": { background: "none", textDecoration: "underline dotted var(--information) 1px", textUnderlineOffset: "3px" },
  ".cm-gutter-lint": { width: "16px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0 2px", display: "flex", alignItems: "center", justifyContent: "center" },
  ".cm-lint-marker": { width: "8px", height: "8px", borderRadius: "50%", content: "none !important" },
  ".cm-lint-marker-error": { backgroundColor: "var(--error)" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--warning)" },
  ".cm-lint-marker-info": { backgroundColor: "var(--information)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--code-key)" },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue], color: "var(--code-string)" },
  { tag: [tags.number, tags.integer, tags.float], color: "var(--code-number)" },
  { tag: [tags.bool, tags.null, tags.keyword, tags.atom], color: "var(--code-atom)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace, tags.meta], color: "var(--code-punctuation)" },
]);

const common = [
  theme,
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  foldGutter({ openText: "⌄", closedText: "›" }),
  codeFolding(),
  drawSelection(),
  bracketMatching(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
  EditorView.contentAttributes.of({ tabindex: "0" }),
  syntaxHighlighting(colours),
];

/** A view in a shadow root of its own. */
function mount(host, state) {
  const root = host.attachShadow({ mode: "open" });
  return new EditorView({ state, parent: root, root });
}

function languageOf(path) {
  return /\.json$/i.test(path) ? json() : yaml();
}

/** The editor of the files: one of them is visible at a time, each has its own history. */
export class InputEditor {
  #view;
  #extensions;
  #states = new Map();
  #findings = [];
  #path = "";

  /** `onChange(path, text)` is called with every change of a person. */
  constructor(host, label, onChange) {
    this.#extensions = [
      common,
      history(),
      indentOnInput(),
      lintGutter(),
      keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap]),
      EditorView.contentAttributes.of({ "aria-label": label, autocapitalize: "off", spellcheck: "false" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(this.#path, update.state.doc.toString());
      }),
    ];
    this.#view = mount(host, EditorState.create({ extensions: this.#extensions }));
  }

  /** Shows a file; `text` is what it holds when it is shown for the first time. */
  open(path, text) {
    if (path === this.#path) return;
    if (this.#path) this.#states.set(this.#path, this.#view.state);
    this.#path = path;
    const known = this.#states.get(path);
    this.#view.setState(known ?? EditorState.create({ doc: text, extensions: [this.#extensions, languageOf(path)] }));
    this.#mark();
  }

  /** Findings as the engine returns them, of all files. */
  setFindings(findings) {
    this.#findings = findings;
    this.#mark();
  }

  /** Selects a range of the visible file, and moves the focus there. */
  select(from, to) {
    const { length } = this.#view.state.doc;
    const selection = { anchor: Math.min(from, length), head: Math.min(to, length) };
    this.#view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }) });
    this.#view.focus();
  }

  /** Forgets all files. */
  destroy() {
    this.#view.destroy();
  }

  #mark() {
    const { state } = this.#view;
    const here = this.#findings.filter((finding) => finding.range?.path === this.#path);
    this.#view.dispatch(setDiagnostics(state, here.map((finding) => diagnostic(finding, state.doc))));
  }
}

function diagnostic({ severity, code, message, help, range }, doc) {
  const { from, to } = visible(range, doc);
  return { from, to, severity: SEVERITIES[severity], source: code, message: help ? `${message}\n${help}` : message };
}

/** A range is cut to its first line, since a whole document underlined says nothing; an empty one gets the last word before it. */
function visible(range, doc) {
  const from = Math.min(range.from, doc.length);
  const to = Math.min(range.to, doc.lineAt(from).to);
  if (from < to) return { from, to };
  const before = doc.sliceString(0, from).trimEnd().length;
  return { from: Math.max(0, before - 1), to: before };
}

/** What came out: read-only, searchable, foldable. */
export class OutputEditor {
  #view;
  #language = new Compartment();
  #label = new Compartment();
  #format = "";

  constructor(host) {
    const extensions = [
      common,
      EditorState.readOnly.of(true),
      keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap]),
      this.#language.of([]),
      this.#label.of([]),
    ];
    this.#view = mount(host, EditorState.create({ extensions }));
  }

  /** Shows a text in `format`, `json` or `yaml`. Only what differs is replaced, so that folds and the place of reading stay. */
  show(text, format, label) {
    const { state } = this.#view;
    const effects = [this.#label.reconfigure(EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true" }))];
    if (format !== this.#format) effects.push(this.#language.reconfigure(format === "json" ? json() : yaml()));
    this.#format = format;
    this.#view.dispatch({ changes: difference(state.doc.toString(), text), effects });
  }

  destroy() {
    this.#view.destroy();
  }
}

/** The one change that turns `before` into `after`. */
function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
