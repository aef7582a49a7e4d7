/** The files inside a PDF, read by pdf.js, which is fetched only now. */

/** Each attached file's bytes by its name; `sources` are the addresses of pdf.js and of its worker. */
export async function attachments(bytes, sources) {
  const pdfjs = await import(sources.reader);
  pdfjs.GlobalWorkerOptions.workerSrc = sources.worker;
  const opening = pdfjs.getDocument({ data: bytes.slice(), stopAtErrors: true, useWorkerFetch: false, useWasm: false });
  try {
    const opened = await opening.promise;
    const found = (await opened.getAttachments()) ?? new Map();
    const read = async ([id, { filename, content }]) => [filename, content ?? (await opened.getAttachmentContent(id))];
    return Object.fromEntries(await Promise.all(Array.from(found, read)));
  } finally {
    await opening.destroy();
  }
}
