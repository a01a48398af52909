// Links that carry everything: `#v1=` and, in base64url, the deflated draft.
//
// Version 1: the texts `proxy`, `tab`, number of the visible file, and then path and text of each file, joined by U+0000. Before it is
// deflated, phrases that most meshes have are replaced by one sign each, a control character that cannot stand in YAML.
import { PHRASES } from "./phrases.js";

const VERSION = "v1=";

/** U+0001 to U+001F without tab and line breaks, U+007F, U+0080 to U+009F. */
const SIGNS = [[1, 9], [11, 13], [14, 32], [127, 160]].flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => String.fromCharCode(from + at)));
const ANY_SIGN = /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** The part of a link behind `#`. */
export async function encode({ files, active, proxy, tab }) {
  const texts = [proxy, tab, String(active), ...files.flatMap(({ path, text }) => [path, text])];
  const text = texts.map((text) => text.replaceAll("\0", "\ufffd")).join("\0");
  return VERSION + base64url(await pass(new TextEncoder().encode(shorten(text)), new CompressionStream("deflate-raw")));
}

/** The draft that a link carries. Throws where it is none. */
export async function decode(hash) {
  if (!hash.startsWith(VERSION)) throw new Error("it is of a version that this page does not know");
  const bytes = await pass(bytesOf(hash.slice(VERSION.length)), new DecompressionStream("deflate-raw"));
  const [proxy, tab, active, ...texts] = lengthen(new TextDecoder().decode(bytes)).split("\0");
  const files = [];
  for (let index = 0; index + 1 < texts.length; index += 2) files.push({ path: texts[index], text: texts[index + 1] });
  if (files.length === 0) throw new Error("it carries no files");
  return { files, active: Number(active) || 0, proxy, tab };
}

function shorten(text) {
  // What looks like a sign already would be read as a phrase.
  const plain = text.replace(ANY_SIGN, "\ufffd");
  return PHRASES.reduce((text, phrase, index) => text.replaceAll(phrase, SIGNS[index]), plain);
}

function lengthen(text) {
  return text.replace(ANY_SIGN, (sign) => PHRASES[SIGNS.indexOf(sign)] ?? "");
}

async function pass(bytes, stream) {
  const passed = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(passed).arrayBuffer());
}

function base64url(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function bytesOf(text) {
  const decoded = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
}
