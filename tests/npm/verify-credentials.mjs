// Reads {now, documents, credentials} as JSON from standard input and writes what @digitalbazaar/vc says of each
// credential: whether its proof holds, and what the status lists say of it. Nothing but `documents` can be loaded.
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";

let text = "";
for await (const piece of process.stdin) text += piece;
const { now, documents, credentials } = JSON.parse(text);

async function documentLoader(url) {
  if (!Object.hasOwn(documents, url)) throw new Error(`not kept: ${url}`);
  return { contextUrl: null, documentUrl: url, document: documents[url] };
}

function why(error) {
  const causes = error?.errors ?? [];
  return error ? [error.message, ...causes.map((cause) => why(cause))].join("; ") : null;
}

async function verdict(credential) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const found = await verifyCredential({
    credential, suite, documentLoader, now,
    // a list is a credential too, and is verified as one of `credentials`, at the moment asked for
    checkStatus: (options) => checkStatus({ ...options, verifyBitstringStatusListCredential: false }),
  });
  const entries = found.statusResult?.results ?? [];
  return {
    verified: found.verified,
    error: why(found.error ?? found.statusResult?.error),
    status: Object.fromEntries(entries.map((entry) => [entry.credentialStatus.statusPurpose, entry.status])),
  };
}

const verdicts = [];
for (const credential of credentials) verdicts.push(await verdict(credential));
process.stdout.write(JSON.stringify(verdicts));
