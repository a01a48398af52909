// What only hands at an editor and findings need (./hands.js) is loaded when somebody turns to an editor, or something is found, so
// that the page is there sooner. No key is lost by that: those that hands answer wait for them, and all others are answered without.
import { Compartment } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

const KEYS = ["Ctrl-Space", "Mod-f", "F3", "Mod-g", "Mod-d", "Mod-Shift-l", "Mod-Alt-g", "Mod-Shift-m", "F8", "F12", "Shift-Alt-f"];

let loaded;

/** What hands need; nothing where it cannot be loaded, which is tried anew when it is needed again. */
function load() {
  loaded ??= import("./hands.js").catch(() => (loaded = undefined));
  return loaded;
}

/** Extensions that come later. */
export class Late {
  /** What hands need, once it is there. */
  hands;
  #place = new Compartment();
  #extensionOf;
  #before;
  #extension;

  /** `extensionOf(hands)` makes the extension out of what hands need; `before` stands in its place until then. */
  constructor(extensionOf, before = []) {
    this.#extensionOf = extensionOf;
    this.#before = before;
  }

  /** Where it will be, and what makes it come. */
  get extension() {
    const come = (event, view) => void this.come(view);
    return [
      this.#place.of(this.#extension ?? this.#before),
      EditorView.domEventHandlers({ focus: come, mousemove: come }),
      keymap.of(KEYS.map((key) => this.#wait(key))),
    ];
  }

  /** Puts it into what is visible, unless it is there. */
  async come(view) {
    this.hands ??= await load();
    if (!this.hands) return;
    this.#extension ??= this.#extensionOf(this.hands);
    if (!this.#isIn(view)) view.dispatch({ effects: this.#place.reconfigure(this.#extension) });
  }

  #isIn(view) {
    return this.#extension !== undefined && this.#place.get(view.state) === this.#extension;
  }

  /** Keeps a key until somebody is there who answers it. */
  #wait(key) {
    const run = (view) => {
      if (this.#isIn(view)) return false;
      this.come(view).then(() => {
        if (this.#isIn(view)) view.state.facet(keymap).flat().some((binding) => binding.key === key && binding.run?.(view));
      });
      return true;
    };
    return { key, run };
  }
}
