// How findings are shown where they stand; many files have none.
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorView, keymap } from "@codemirror/view";

export { setDiagnostics } from "@codemirror/lint";

const theme = EditorView.theme({
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

/** The gutter of marks, and the keys that lead from one to the next. */
export const marking = [theme, lintGutter(), keymap.of(lintKeymap)];
