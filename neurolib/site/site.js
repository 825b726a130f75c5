// The page without Python: live figures compute or answer from a record, and predictions are compared here.
// `widgets` holds the modules that JupyterLab shows, unchanged; recorded.js stands before this file and answers them.

const root = document.documentElement.dataset.root;
const kept = {
  get: (key) => {
    try {
      return JSON.parse(localStorage.getItem(`neurolib:${key}`));
    } catch {
      return null; // no storage, or not ours
    }
  },
  set: (key, value) => {
    try {
      if (value === null) localStorage.removeItem(`neurolib:${key}`);
      else localStorage.setItem(`neurolib:${key}`, JSON.stringify(value));
    } catch {
      // private windows keep nothing
    }
  },
};

// ---- live figures ------------------------------------------------------------------------------------------------

async function bringToLife(place) {
  const { film: name } = place.dataset, load = (layout) => bring(`${name}.${layout}`, `${root}frames/${name}.${layout}.js`);
  try {
    const live = put("div");
    const model = await answering(place, load);
    if (place.clientWidth < 440) model.send({ width: place.clientWidth, id: 0 });
    widgets.live.render({ model, el: live });
    place.replaceChildren(live, put("p", { class: "recorded" }, place.dataset.note));
  } catch (problem) {
    console.warn("What this figure answers with could not be read, so it stays a picture.", problem);
  }
}

// ---- predictions -------------------------------------------------------------------------------------------------

// The figures beneath a prediction would give its answer away, so the rest of the section waits for the guess. Who looks for words
// in it, or follows a link into it, finds it.
function wait(place, model) {
  if (model.get("said").answer || kept.get("everything")) return;
  const cell = place.closest(".cell"), rest = put("div", { hidden: "until-found", class: "rest" });
  for (let each = cell.nextElementSibling; each?.matches(".cell") && !each.querySelector("h2"); each = cell.nextElementSibling) rest.append(each);
  if (!rest.children.length) return;
  const show = () => {
    bar.remove();
    rest.replaceWith(...rest.childNodes);
    reachable();
  };
  const button = (words, act) => {
    const element = put("button", { type: "button" }, words);
    element.addEventListener("click", act);
    return element;
  };
  const always = () => {
    kept.set("everything", true);
    document.querySelectorAll(".rest").forEach((each) => each.dispatchEvent(new Event("beforematch")));
  };
  const bar = put("p", { class: "waits" }, "The rest of this section appears when you have guessed. ", button("Show it now", show), " ", button("Always show everything", always));
  rest.addEventListener("beforematch", show);
  model.answered = show;
  cell.after(bar, rest);
}

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let rest = target?.closest(".rest"); rest; rest = target.closest(".rest")) rest.dispatchEvent(new Event("beforematch"));
  target?.scrollIntoView();
}

// ---- the page ----------------------------------------------------------------------------------------------------

function themes() {
  const button = document.querySelector(".theme"), html = document.documentElement;
  const names = { "": "Theme: as the system", light: "Theme: light", dark: "Theme: dark" }, order = ["", "light", "dark"];
  const signs = { "": "◐", light: "○", dark: "●" };
  const show = () => {
    const chosen = html.dataset.theme || "";
    button.textContent = matchMedia("(max-width: 860px)").matches ? signs[chosen] : names[chosen];
    button.setAttribute("aria-label", names[chosen]);
    document.body.dataset.jpThemeName = chosen; // live figures look for it
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(html.dataset.theme || "") + 1) % 3];
    if (next) html.dataset.theme = next;
    else delete html.dataset.theme;
    try {
      localStorage.setItem("neurolib:theme", next);
    } catch {
      // for this page only
    }
    show();
  });
  show();
}

// What is wider than the page scrolls, and then a key must reach it.
function reachable() {
  for (const each of document.querySelectorAll("pre, .wide")) {
    if (each.scrollWidth > each.clientWidth + 1) each.tabIndex = 0;
    else each.removeAttribute("tabindex");
  }
}

const hydrate = (kind, make, widget) => {
  for (const place of document.querySelectorAll(`.${kind}`)) {
    const data = JSON.parse(place.querySelector("script").textContent), el = put("div");
    const model = make(data);
    widget.render({ model, el });
    place.replaceChildren(el);
    if (kind === "guess") wait(place, model);
  }
};

themes();
if (matchMedia("(max-width: 860px)").matches) document.querySelector(".tree details")?.removeAttribute("open");
hydrate("guess", (data) => guessing(data, kept), widgets.guessing);
const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    bringToLife(target);
  }
}, { rootMargin: "800px" });
document.querySelectorAll(".live").forEach((place) => near.observe(place));
reachable();
if (location.hash) queueMicrotask(reveal); // after what stands behind this file
addEventListener("hashchange", reveal);
addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);
fillIn();
checkYourself();
