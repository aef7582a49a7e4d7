// Whether each old head is the beginning of a later one, as the browser finds it: begins.mjs TREE.JS FOLDER < questions
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [module, folder] = process.argv.slice(2);
const { begins } = await import(pathToFileURL(module).href);
const head = ({ size, root }) => ({ size, root: Uint8Array.from(Buffer.from(root, "hex")) });
const read = (path) => new Uint8Array(readFileSync(`${folder}/${path}`));
const said = [];
for (const [old, later] of JSON.parse(await text(process.stdin))) said.push(await begins(head(old), head(later), read));
console.log(JSON.stringify(said));
