// After a page was exchanged within the window, those who listen are taken to its
// content, as a browser does when it loads one.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.boosted) document.getElementById("main")?.focus({ preventScroll: true });
});
