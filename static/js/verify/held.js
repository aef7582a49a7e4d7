/** On the page of a certificate: what checks its file is fetched when the button is pressed, and not before. */

for (const part of document.querySelectorAll("verify-held")) {
  const [button, said] = [part.querySelector("button"), part.querySelector("[data-said]")];
  let isBusy = false;
  part.hidden = false;
  button.addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    said.textContent = "Checking its file on this device…";
    try {
      await import(part.dataset.checker);
      await part.check();
    } catch {
      said.textContent = part.dataset.trouble;
    }
    isBusy = false;
  });
}
