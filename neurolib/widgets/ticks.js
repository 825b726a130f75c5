// The list of what a reader has finished. Python keeps the ticks in a file; without Python the list is a picture of it.
function render({ model, el }) {
  const count = document.createElement("p");
  const root = document.createElement("div");
  root.className = "neurolib-ticks";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "What you have finished");
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const asleep = () => root.closest(".jupyter-widgets-disconnected"); // a saved page that was opened again
  const boxes = model.get("steps").map((step) => {
    const box = Object.assign(document.createElement("input"), { type: "checkbox" });
    const label = document.createElement("label");
    label.append(box, step);
    root.append(label);
    box.addEventListener("change", () => {
      if (asleep()) {
        show();
        count.textContent = `${model.get("said")}. Run the notebook to tick.`;
        return;
      }
      const ticked = model.get("steps").filter((each, i) => boxes[i].checked);
      model.set("ticked", ticked);
      model.save_changes();
    });
    return box;
  });
  const show = () => {
    const ticked = model.get("ticked");
    model.get("steps").forEach((step, i) => (boxes[i].checked = ticked.includes(step)));
    count.textContent = model.get("said");
  };
  count.setAttribute("aria-live", "polite");
  root.append(count);
  // In JupyterLab a key pressed here would also move between cells, or delete them; Escape and Ctrl keys may pass.
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
  });
  el.append(root);
  show();
  model.on("change:ticked", show);
  model.on("change:said", show);
  return () => {
    model.off("change:ticked", show);
    model.off("change:said", show);
  };
}

export default { render };
