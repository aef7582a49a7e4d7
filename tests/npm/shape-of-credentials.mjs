// Reads credentials as JSON from standard input and writes what a wallet's reader of Open Badges 3.0 misses in each.
import { AchievementCredentialValidator } from "@learncard/types";

let text = "";
for await (const piece of process.stdin) text += piece;

const missed = JSON.parse(text).map((credential) => {
  const found = AchievementCredentialValidator.safeParse(credential);
  return found.success ? [] : found.error.issues.map((issue) => issue.path.join("."));
});
process.stdout.write(JSON.stringify(missed));
