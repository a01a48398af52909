// `<kuma-playground>`: the playground as an element of any page.
//
//   <script type="module" src="https://…/embed.js"></script>
//   <kuma-playground example="canary" tab="config" theme="dark" style="height: 600px"></kuma-playground>
//
// Attributes: `example` (the name of one), `link` (what stands behind `#` of a shared link), `proxy`, `tab`, `theme` (`light` or
// `dark`), `src` (where the playground is, beside this script by default). Property: `files`, a list of `{ path, text }`.
// Events: `ready`, and `compiled` with `detail: { files, proxy, errors }` after each answer of the compiler.
const HERE = new URL("./", import.meta.url);

export class KumaPlayground extends HTMLElement {
  static observedAttributes = ["example", "link", "proxy", "tab", "theme", "src"];

  #frame;
  #files;
  #isReady = false;

  /** The files that are shown. */
  get files() {
    return this.#files;
  }

  set files(files) {
    this.#files = files;
    this.#load();
  }

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    this.#frame = document.createElement("iframe");
    this.#frame.title = "kumascope playground";
    this.#frame.allow = "clipboard-write";
    this.#frame.style.cssText = "display: block; width: 100%; height: 100%; min-height: inherit; border: 0";
    if (!this.style.display) this.style.display = "block";
    root.replaceChildren(this.#frame);
    window.addEventListener("message", this.#hear);
    this.#go();
  }

  disconnectedCallback() {
    window.removeEventListener("message", this.#hear);
  }

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#frame) return;
    if (this.#isReady && (name === "proxy" || name === "tab") && this.#files) this.#load();
    else this.#go();
  }

  #go() {
    this.#isReady = false;
    const address = new URL(this.getAttribute("src") ?? "./", HERE);
    address.searchParams.set("embed", "");
    const theme = this.getAttribute("theme");
    if (theme) address.searchParams.set("theme", theme);
    const example = this.getAttribute("example");
    address.hash = example ? `ex=${example}` : (this.getAttribute("link") ?? "");
    this.#frame.src = address.href;
  }

  #load() {
    if (!this.#isReady || !this.#files) return;
    const draft = { files: this.#files, active: 0, proxy: this.getAttribute("proxy") ?? "", tab: this.getAttribute("tab") ?? "" };
    this.#frame.contentWindow.postMessage({ source: "kumascope-host", type: "load", draft }, new URL(this.#frame.src).origin);
  }

  #hear = ({ source, data }) => {
    if (source !== this.#frame.contentWindow || data?.source !== "kumascope") return;
    if (data.type === "ready") {
      this.#isReady = true;
      this.#load();
    }
    if (data.type === "compiled" && data.detail) this.#files = data.detail.files;
    this.dispatchEvent(new CustomEvent(data.type, { detail: data.detail }));
  };
}

customElements.define("kuma-playground", KumaPlayground);
