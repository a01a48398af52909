// The page that a bundler builds: it says which proxies there are.
import { proxies } from "./mesh";

document.title = (await proxies()).join(" ");
