// The editor of the files.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { foldKeymap } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, gutter, keymap } from "@codemirror/view";

import { common, difference, mount } from "./base.js";
import { colours } from "./colours.js";
import { Late } from "./late.js";
import { indents } from "./lines.js";

/** What a line begins with that says nothing. */
const comments = EditorState.languageData.of(() => [{ commentTokens: { line: "#" } }]);

/** The room for marks, until there are some. */
const room = gutter({ class: "cm-gutter-lint" });

const SEVERITIES = { error: "error", mistake: "error", warning: "warning", information: "info" };

/** One file is visible at a time, each has its own history. */
export class InputEditor {
  #view;
  #extensions;
  #late;
  #states = new Map();
  #findings = [];
  #onFix;
  #path = "";
  #line = 0;

  /**
   * `onChange(path, text)` is called with every change of a person, `onCaret(path, line)` when the caret comes to another line,
   * `onFix(fix)` when somebody wants a finding gone. `ask(call, path, text, position)` asks the engine and promises its answer, `goTo(range)` shows a place of any file.
   */
  constructor(host, label, { onChange, onCaret, onFix, ask, goTo }) {
    this.#onFix = onFix;
    const question = (call) => (state, position) => ask(call, this.#path, state.doc.toString(), position);
    const questions = { complete: question("complete"), hover: question("hover"), define: question("definition"), format: question("format"), goTo };
    this.#late = new Late(({ searching, helping }) => [helping(questions), searching], room);
    this.#extensions = [
      common,
      colours,
      comments,
      indents,
      history(),
      this.#late.extension,
      keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap]),
      EditorView.contentAttributes.of({ "aria-label": label, autocapitalize: "off", spellcheck: "false" }),
      EditorView.updateListener.of((update) => {
        const line = update.state.doc.lineAt(update.state.selection.main.head).number;
        if (update.selectionSet && line !== this.#line) onCaret(this.#path, (this.#line = line));
      }),
    ];
    // A change is told before it is drawn, so that whatever comes of it goes on meanwhile.
    const dispatchTransactions = (transactions, view) => {
      const isOwn = transactions.some((transaction) => transaction.isUserEvent("replace"));
      if (!isOwn && transactions.some(({ docChanged }) => docChanged)) onChange(this.#path, transactions.at(-1).newDoc.toString());
      view.update(transactions);
    };
    this.#view = mount(host, { state: EditorState.create({ extensions: this.#extensions }), dispatchTransactions });
  }

  /** Shows a file that holds `text`. What differs from what it held when it was seen last is a change that can be undone. */
  open(path, text) {
    const isOther = path !== this.#path;
    if (isOther) {
      if (this.#path) this.#states.set(this.#path, this.#view.state);
      this.#path = path;
      this.#line = 0;
      const known = this.#states.get(path);
      this.#view.setState(known ?? EditorState.create({ doc: text, extensions: this.#extensions }));
      if (this.#late.hands) this.#late.come(this.#view);
    }
    const held = this.#view.state.doc.toString();
    if (held !== text) this.#view.dispatch({ changes: difference(held, text), userEvent: "replace" });
    if (isOther || held !== text) this.#mark();
  }

  /** Findings as the engine returns them, of all files. */
  setFindings(findings) {
    this.#findings = findings;
    this.#mark();
  }

  /** Selects a range of the visible file by lines and columns from 1; the focus goes there, too, if it `follows`. */
  select([line, column, endLine, endColumn], follows) {
    const { doc } = this.#view.state;
    const at = (line, column) => {
      const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
      return Math.min(from + column - 1, to);
    };
    const anchor = at(line, column);
    // Of a value with many lines, the first says where it is.
    const head = endLine > line + 8 ? doc.lineAt(anchor).to : at(endLine, endColumn);
    this.#late.hands?.closeCompletion(this.#view);
    this.#view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    if (follows) this.#view.focus();
  }

  /** Forgets all files. */
  destroy() {
    this.#view.destroy();
  }

  /** Marks what was found in the visible file. */
  async #mark() {
    const isHere = ({ range }) => range?.path === this.#path;
    if (this.#findings.some(isHere)) await this.#late.come(this.#view);
    if (!this.#late.hands) return;
    const { state } = this.#view;
    const here = this.#findings.filter(isHere).map((finding) => diagnostic(finding, state.doc, this.#onFix));
    this.#view.dispatch(this.#late.hands.setDiagnostics(state, here));
  }
}

function diagnostic({ severity, code, message, help, range, fix }, doc, onFix) {
  const actions = fix ? [{ name: fix.title, apply: () => onFix(fix) }] : [];
  const { from, to } = visible(range, doc);
  return { from, to, severity: SEVERITIES[severity], source: code, message: help ? `${message}\n${help}` : message, actions };
}

/** A range is cut to its first line, since a whole document underlined says nothing; an empty one gets the last word before it. */
function visible(range, doc) {
  const from = Math.min(range.from, doc.length);
  const to = Math.min(range.to, doc.lineAt(from).to);
  if (from < to) return { from, to };
  const before = doc.sliceString(0, from).trimEnd().length;
  return { from: Math.max(0, before - 1), to: before };
}
