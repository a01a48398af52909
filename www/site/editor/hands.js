// What only hands at an editor and findings need: search, completion, documentation under the pointer, marks.
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorView, keymap } from "@codemirror/view";

import { services } from "./services.js";

export { closeCompletion } from "@codemirror/autocomplete";
export { setDiagnostics } from "@codemirror/lint";

const theme = EditorView.theme({
  ".cm-selectionMatch": { backgroundColor: "var(--code-match)" },
  ".cm-searchMatch": { backgroundColor: "var(--code-match)", outline: "1px solid var(--accent)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--code-selection)" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--surface)", fontFamily: "var(--sans)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--border)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--border)" },
  ".cm-textfield": { color: "var(--text)", backgroundColor: "var(--code-surface)", border: "1px solid var(--border)", borderRadius: "6px" },
  ".cm-button": { color: "var(--text)", background: "var(--surface)", border: "1px solid var(--border)", borderRadius: "6px" },
  ".cm-panel button[name=close]": { color: "var(--muted)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12.5px", maxHeight: "16em" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 10px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent-soft)", color: "var(--text)" },
  ".cm-completionDetail": { marginLeft: "12px", color: "var(--muted)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-hover": { padding: "8px 12px", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "1.45", whiteSpace: "pre-wrap" },
  ".cm-hover code": { fontFamily: "var(--mono)", fontSize: "12.5px", fontWeight: "600" },
  ".cm-diagnostic": { padding: "8px 12px", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "1.45", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--error)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warning)" },
  ".cm-diagnostic-info": { borderLeft: "3px solid var(--information)" },
  ".cm-diagnosticSource": { fontFamily: "var(--mono)", fontSize: "11.5px", opacity: 1, color: "var(--muted)", marginTop: "4px" },
  ".cm-diagnosticAction": { padding: "2px 8px", border: "1px solid var(--border)", borderRadius: "6px", background: "var(--surface)", color: "var(--accent)" },
  ".cm-lintRange-error": { background: "none", textDecoration: "underline wavy var(--error) 1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-warning": { background: "none", textDecoration: "underline wavy var(--warning) 1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-info": { background: "none", textDecoration: "underline dotted var(--information) 1px", textUnderlineOffset: "3px" },
  ".cm-lint-marker": { width: "8px", height: "8px", borderRadius: "50%", content: "none !important" },
  ".cm-lint-marker-error": { backgroundColor: "var(--error)" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--warning)" },
  ".cm-lint-marker-info": { backgroundColor: "var(--information)" },
});

/** Search, in both editors. */
export const searching = [theme, highlightSelectionMatches(), search({ top: true }), keymap.of(searchKeymap)];

/** What the engine knows about the place of the caret, and what it has found. */
export function helping(questions) {
  return [lintGutter(), services(questions), keymap.of(lintKeymap)];
}
