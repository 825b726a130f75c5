// What the pages of a course have besides: the map, which keeps its ticks in the browser, the network of the home page, the search,
// previews of places, and the citation.

// ---- the map -----------------------------------------------------------------------------------------------------

function stations({ parts }) {
  const steps = parts.flatMap((part) => part.stations.flatMap(({ tasks }) => tasks.map(({ step }) => step)));
  const state = { parts, ticked: (kept.get("ticked") || []).filter((step) => steps.includes(step)) };
  const heard = [];
  return {
    get: (name) => (name === "said" ? `${state.ticked.length} of ${steps.length} done; your ticks stay in this browser` : state[name]),
    set: (name, value) => (state[name] = value),
    on: (_, listener) => heard.push(listener),
    off: () => {},
    save_changes: () => {
      kept.set("ticked", state.ticked);
      heard.forEach((listener) => listener());
    },
  };
}

// The entry of BibTeX goes to the clipboard; where a browser refuses that, it is selected.
function citing() {
  const place = document.querySelector(".cite"), button = place.querySelector("button"), entry = place.querySelector("pre");
  button.hidden = false;
  place.addEventListener("toggle", () => place.open && place.scrollIntoView({ block: "nearest" }));
  button.addEventListener("click", async () => {
    const status = place.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(entry.textContent);
      status.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(entry);
      status.textContent = "Selected: press Ctrl+C to copy it.";
    }
  });
}

hydrate("map", stations, widgets.stations);
// The network of the home page, which runs as soon as it is near; where it cannot, its picture stays.
const piece = document.querySelector(".showpiece[data-script]");
if (piece) {
  const comes = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    comes.disconnect();
    bring("showpiece", root + piece.dataset.script)
      .then((show) => show(piece))
      .catch((problem) => console.warn("The network of this page cannot run here, so it stays a picture.", problem));
  }, { rootMargin: "400px" });
  comes.observe(piece);
}
search();
connect();
citing();
