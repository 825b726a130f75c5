// Before the page is painted: the theme that a reader chose, else that of the system.
(() => {
  let chosen = "";
  try {
    chosen = localStorage.getItem("neurolib:theme") || "";
  } catch {
    // no storage: as the system
  }
  if (chosen) document.documentElement.dataset.theme = chosen;
  document.documentElement.classList.add("script");
})();
