/* What every page does with a script. It stays small: what few readers use is loaded when they use it. */

const find = document.querySelector(".find");

/* "/" and Ctrl+K (on a Mac ⌘K) search, as readers know it from elsewhere; "/" stays a slash where one types. */
document.addEventListener("keydown", (event) => {
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!(slash && !event.target.closest?.("input, textarea, select, [contenteditable]")) && !k) return;
  event.preventDefault();
  location.assign(find.href);
});
