// Bundles what a configuration of rolldown names, and prints nothing unless something is wrong:
// `node bundle.js rolldown.config.js [FOLDER]`, into the configuration's folder or into that one.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "rolldown";

const [file = "rolldown.config.js", dir] = process.argv.slice(2);
const { default: config } = await import(pathToFileURL(resolve(file)).href);
const output = dir === undefined ? config.output : { ...config.output, dir };
await build({ ...config, output, logLevel: "warn" });
