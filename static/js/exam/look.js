/** How the candidate wants the page to look, before anything is drawn: a plain script, so that nothing flickers. */
for (const name of ["zoom", "contrast", "theme"]) {
  const chosen = localStorage.getItem(`exam-${name}`);
  if (chosen) document.documentElement.dataset[name] = chosen;
}
