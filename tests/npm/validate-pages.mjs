// Reads {name: page} as JSON from standard input and writes what html-validate finds wrong in each: [[name, line, says]].
import { HtmlValidate, StaticConfigLoader } from "html-validate";

let text = "";
for await (const piece of process.stdin) text += piece;

// its rules of the HTML standard; a tick that a reload keeps is no choice, so boxes say autocomplete="off", as Firefox asks
const rules = { "valid-autocomplete": "off" };
const judge = new HtmlValidate(new StaticConfigLoader({ root: true, extends: ["html-validate:standard"], rules }));

const found = [];
for (const [name, page] of Object.entries(JSON.parse(text))) {
  const report = await judge.validateString(page, name);
  for (const result of report.results) {
    for (const one of result.messages) found.push([name, one.line, `${one.ruleId}: ${one.message}`]);
  }
}
process.stdout.write(JSON.stringify(found));
