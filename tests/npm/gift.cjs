// Reads GIFT from standard input and writes what gift-pegjs makes of it, as JSON.
const { parse } = require("gift-pegjs");

let text = "";
process.stdin.setEncoding("utf-8");
process.stdin.on("data", (piece) => { text += piece; });
process.stdin.on("end", () => process.stdout.write(JSON.stringify(parse(text))));
