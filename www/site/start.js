// Starts the page, and says so where it cannot.
import init from "./app.js";

init().catch((error) => {
  console.error(error);
  const message = document.getElementById("splash-message");
  if (message) message.textContent = `The playground could not be loaded: ${error.message ?? error}`;
});
