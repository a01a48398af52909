// The engine as a tool that embeds it has it: in a worker of its own.

/** Starts a worker in the page, and ends the one that was started before. `ask(call, ...given)` is what the engine answers, `{ value, milliseconds }`, and fails where the worker does. */
export async function engine(page) {
  await page.evaluate(() => {
    window.engineOfTests?.terminate();
    window.engineOfTests = new Worker("./worker.js", { type: "module" });
  });
  return (call, ...given) => page.evaluate(ask, [call, given]);
}

/** Runs in the page. */
function ask([call, given]) {
  const worker = window.engineOfTests;
  return new Promise((answered, failed) => {
    worker.onerror = ({ message }) => failed(new Error(message));
    worker.onmessage = ({ data: { kind, value, milliseconds, message } }) => {
      if (kind === "answered") answered({ value, milliseconds });
      else if (["crashed", "unavailable"].includes(kind)) failed(new Error(message));
    };
    worker.postMessage({ id: 0, call, arguments: given });
  });
}
