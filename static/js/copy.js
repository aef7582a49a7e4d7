/** Buttons that copy what stands beside them, where the browser can; without scripts they are not there. */

for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const said = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      said.textContent = "Copied";
    } catch {
      said.textContent = "It could not be copied. Select it and copy it by hand.";
    }
  });
}
