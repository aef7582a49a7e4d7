// What the browser finds of a proof from the public log under each list of keys: proved.mjs FOLDER < question
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const folder = pathToFileURL(`${process.argv[2]}/`);
const { checkProof } = await import(new URL("log.js", folder).href);
const { isFalse } = await import(new URL("document.js", folder).href);
const { proof, credential, says, published } = JSON.parse(await text(process.stdin));
const said = [];
for (const keys of published) {
  const { ok, isOpen = false, isOld = false } = await checkProof(proof, keys, new TextEncoder().encode(credential), says);
  said.push({ ok, isOpen, isOld, isFalse: isFalse([{ name: "Public log", ok }]) });
}
console.log(JSON.stringify(said));
