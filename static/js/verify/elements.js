/** Elements, made in one line. Text stays text. */

/** An element with these properties and children. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A shape of our own sheet. */
export function icon(shape) {
  const made = document.createElement("template");
  made.innerHTML = `<svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg#${shape}"></use></svg>`;
  return made.content.firstElementChild;
}
