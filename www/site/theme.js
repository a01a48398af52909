// Runs before the first paint, so that nobody sees the other theme flash by.
(() => {
  let chosen = null;
  try {
    chosen = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("kumascope-theme");
  } catch {
    // Storage may be forbidden; the system's theme will do.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
