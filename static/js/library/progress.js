/** Says how far the reading of a file is, and shows the report once it is there. Without it one looks again by hand. */

const EVERY = 2_000;
const page = document.querySelector("[data-progress]");
const told = page?.querySelector("[data-told]");

async function look() {
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
    if (!fresh) {
      location.reload();
      return;
    }
    told.textContent = fresh.querySelector("[data-told]").textContent;
  } catch {
    // the line is down: the next look may fare better
  }
  setTimeout(look, EVERY);
}

if (told) setTimeout(look, EVERY);
