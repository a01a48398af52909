// What the tests of a file share: a served playground and a Chromium.
import { after, before } from "node:test";

import { launch, playground, serve } from "./browser.js";

/** Both are there while tests run, as `browser` and `url`; `start(t, options)` opens the playground of a test. */
export function site() {
  const shared = { start: (t, options) => playground(t, shared.browser, shared.url, options) };
  let server;
  before(async () => {
    [shared.browser, server] = await Promise.all([launch(), serve()]);
    shared.url = server.url;
  });
  after(async () => {
    await shared.browser?.close();
    await server?.close();
  });
  return shared;
}
