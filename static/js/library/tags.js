/** Offers known tags for the last of several in one line: without it the browser offers them for the first alone. */

for (const field of document.querySelectorAll("input[list][data-several]")) {
  const known = field.list;
  const own = Object.assign(document.createElement("datalist"), { id: `${field.id}-tags` });
  const offer = () => {
    const end = field.value.lastIndexOf(",") + 1;
    const before = field.value.slice(0, end).trim();
    const taken = new Set(before.split(",").map((tag) => tag.trim()));
    const left = [...known.options].map((option) => option.value).filter((tag) => !taken.has(tag));
    own.replaceChildren(...left.map((tag) => new Option("", before ? `${before} ${tag}` : tag)));
  };
  field.after(own);
  field.setAttribute("list", own.id);
  field.addEventListener("input", offer);
  offer();
}
