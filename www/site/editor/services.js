// What the engine knows about the place of the caret: what can stand there, what does, and where it leads.
import { autocompletion } from "@codemirror/autocomplete";
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";

import { difference } from "./base.js";

const TYPES = { field: "property", value: "enum", reference: "variable", kind: "class" };

/** Completion, hover documentation, definitions and formatting by `ask`ing functions that promise answers. */
export function services({ complete, hover, define, format, goTo }) {
  const jump = async (view) => {
    const range = await define(view.state, view.state.selection.main.head);
    if (range) goTo(range);
  };
  return [
    autocompletion({ override: [(context) => completions(context, complete)], icons: false, activateOnTypingDelay: 60 }),
    hoverTooltip((view, position) => documentation(view, position, hover), { hoverTime: 350 }),
    keymap.of([
      { key: "F12", run: (view) => (jump(view), true) },
      { key: "Shift-Alt-f", run: (view) => (reformat(view, format), true) },
    ]),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
        const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (position === null) return false;
        view.dispatch({ selection: { anchor: position } });
        jump(view);
        return true;
      },
    }),
  ];
}

async function completions(context, complete) {
  const answer = await complete(context.state, context.pos);
  if (!answer?.items?.length) return null;
  if (answer.from === context.pos && !context.explicit && !/[\s:-]$/.test(before(context))) return null;
  return {
    from: answer.from,
    options: answer.items.map(({ label, kind, detail, insert }) => ({ label, type: TYPES[kind], detail, apply: insert ?? label })),
    validFor: /^[\w./-]*$/,
  };
}

/** What stands before the caret in its line. */
function before({ state, pos }) {
  const { from } = state.doc.lineAt(pos);
  return state.doc.sliceString(from, pos);
}

async function documentation(view, position, hover) {
  const answer = await hover(view.state, position);
  if (!answer) return null;
  const prose = await told(answer.title);
  return { pos: answer.from, end: answer.to, above: true, create: () => ({ dom: tooltip(answer, prose) }) };
}

function tooltip({ title, text }, prose) {
  const dom = document.createElement("div");
  dom.className = "cm-hover";
  const head = document.createElement("code");
  head.textContent = title;
  dom.append(head, ...[text, prose].filter(Boolean).map((part) => `\n${part}`));
  return dom;
}

let fields;

/** What the pages about policies tell of a field, or of the nearest one that it is in; few visits need them. */
async function told(title) {
  fields ??= fetch(new URL("./fields.json", import.meta.url)).then((response) => response.json()).catch(() => ({}));
  const [kind, way = ""] = title.replaceAll("[]", "").split(" ");
  const known = (await fields)[kind];
  if (!known || !way.includes(".")) return known?.about;
  const nearest = (before, after) => {
    const fits = known.fields.filter(([name]) => `${before}${way}${after}`.includes(`.${name.replaceAll(/\[\d*\]/g, "")}${after}`));
    return fits.sort(([one], [other]) => other.length - one.length)[0]?.[1];
  };
  return nearest(".", "$") ?? nearest(".", ".");
}

async function reformat(view, format) {
  const held = view.state.doc.toString();
  const formatted = await format(view.state, 0);
  if (typeof formatted !== "string" || view.state.doc.toString() !== held || formatted === held) return;
  view.dispatch({ changes: difference(held, formatted), userEvent: "input.format" });
}
