// The map of the course. Python keeps what is ticked in a file; without Python the map is a picture of it.

// Each glyph is drawn in a square of 40, in strokes of the page's text colour.
const GLYPHS = {
  chip: "M13 13h14v14h-14z M17 13v-5 M23 13v-5 M17 32v-5 M23 32v-5 M13 17h-5 M13 23h-5 M32 17h-5 M32 23h-5",
  clock: "M6 27h5v-13h6v13h6v-13h6v13h5",
  spike: "M5 26h8c3 0 3 -2 4 -6l2.5 -12 3 20c.5 3 2 2 3 -1s2 -1 3 -1h7",
  synapse: "M5 20h8 M13 12c5 2 6 5 6 8s-1 6 -6 8 M35 20h-8 M27 12c-4 2 -5 5 -5 8s1 6 5 8",
  device: "M6 20h5 M29 20h5 M11 11v18 M29 11v18 M11 20h5l3 -3 3 5 2 -2",
  noise: "M6 21l3 -4 3 7 3 -11 3 13 3 -9 3 5 3 -8 3 10 4 -5",
  mesh: "M10 10h20v20h-20z M20 10v20 M10 20h20 M20 20l7 -7 M22.5 13h4.5v4.5",
  loop: "M28.5 14.5a10.5 10.5 0 1 0 2 7 M29.5 7.5v7.5h-7.5",
  brain: "M20 10c-4 -4 -10 -1 -9 4 -4 2 -4 8 0 9 0 6 6 8 9 5z M20 10c4 -4 10 -1 9 4 4 2 4 8 0 9 0 6 -6 8 -9 5z",
  lab: "M16 8h8 M18 8v8l-7 13c-1 2 0 3 2 3h14c2 0 3 -1 2 -3l-7 -13v-8 M14.5 23h11",
};
const SVG = "http://www.w3.org/2000/svg";

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

function glyph(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", GLYPHS[name] || GLYPHS.lab);
  for (const [key, value] of [["viewBox", "0 0 40 40"], ["aria-hidden", "true"]]) svg.setAttribute(key, value);
  svg.append(path);
  return make("div", { class: "glyph" }, svg);
}

// The links start from the notebook's folder, which only the Jupyter server knows. JupyterLab opens them beside the map, as it does
// those of a text; elsewhere they are plain links. This returns how a link is aimed.
async function aiming(model) {
  let folder = model.get("folder");
  const config = document.getElementById("jupyter-config-data");
  if (!config) return () => {};
  const { baseUrl } = JSON.parse(config.textContent);
  try {
    const sessions = await (await fetch(`${baseUrl}api/sessions`)).json();
    const own = sessions.find(({ kernel }) => kernel?.id === model.get("kernel")) || sessions.find(({ path }) => /(^|\/)index\.ipynb$/.test(path));
    if (own) folder = own.path.replace(/[^/]*$/, "");
  } catch {
    // without the server the links stay as they are
  }
  if (folder !== model.get("folder")) {
    model.set("folder", folder);
    model.save_changes();
  }
  const page = /\/(notebooks|doc\/tree)\//.exec(location.pathname)?.[1] || "lab/tree";
  return (link, href) => {
    const path = decodeURI(new URL(href, `https://x/${folder}`).pathname.slice(1));
    link.href = `${baseUrl}${page}/${encodeURI(path)}`;
    link.dataset.commandlinkerCommand = "docmanager:open";
    link.dataset.commandlinkerArgs = JSON.stringify({ path });
  };
}

// A line of the objectives: a ring for what is practised and one for the tests that pass, each beside its words.
function objective({ number, words, practised, passed, problems, sections }) {
  const text = make("span", { class: "words" });
  text.innerHTML = words;
  const mark = ([done, of], said) => {
    const ring = make("i", { class: "ring", "aria-hidden": "true", style: `--done: ${of ? done / of : 0}` });
    ring.toggleAttribute("data-full", of > 0 && done === of);
    return make("span", { class: "mark" }, ring, said);
  };
  const own = practised[1] ? `practised ${practised[0]} of ${practised[1]}` : `question in section ${sections.at(-1)}`;
  const tests = passed[1] ? `${passed[0]} of ${passed[1]} tests` : "marked by a person";
  const where = `problem${problems.length > 1 ? "s" : ""} ${problems.join(", ")}`;
  return make("li", {}, make("span", { class: "no" }, number), text, mark(practised, own), mark(passed, `${where}: ${tests}`));
}

// It is met where all is practised and all tests pass, as far as there are any.
const isMet = ({ practised, passed }) => practised[1] + passed[1] > 0 && practised[0] === practised[1] && passed[0] === passed[1];

function render({ model, el }) {
  const boxes = new Map(), places = [], openers = new Map(), aimed = aiming(model);
  const lead = (href, words) => {
    const link = make("a", { href }, words);
    aimed.then((aim) => aim(link, href));
    return link;
  };
  const id = `map-${Math.round(1e9 * Math.random())}`;
  let chosen; // the station whose objectives are shown
  const count = make("p", { class: "said", "aria-live": "polite" });
  const root = make("div", { class: "neurolib-map", role: "group", "aria-label": "Map of the course", "data-lm-suppress-shortcuts": "true" });
  const asleep = () => root.closest(".jupyter-widgets-disconnected"); // a saved page that was opened again

  const task = ({ step, name, href, minutes }, first) => {
    const box = make("input", { type: "checkbox", "aria-label": `${step}: done`, title: "Tick when you have finished" });
    const link = lead(href, first ? name : `Problem set ${name}`);
    boxes.set(step, box);
    box.addEventListener("change", () => {
      try {
        if (!asleep()) {
          model.send?.({ look: true }); // stops here where the kernel was restarted or has ended
          model.set("ticked", [...boxes].filter(([, each]) => each.checked).map(([each]) => each));
          return model.save_changes();
        }
      } catch {
        // nobody would keep the tick
      }
      show();
      count.textContent = `${model.get("said")}. Run the notebook to tick.`;
    });
    return make("div", { class: first ? "task chapter" : "task" }, box, link, make("span", { class: "time" }, minutes ? `${minutes} min` : ""));
  };

  for (const { title, stations } of model.get("parts")) {
    const list = make("ol", { "aria-label": title });
    for (const { number, title: name, glyph: drawn, learn, tasks } of stations) {
      const place = make("li", {}, glyph(drawn));
      const head = tasks.length ? tasks.map((each, k) => task(each, k === 0)) : [make("div", { class: "task chapter" }, name)];
      const words = make("div", { class: "learn" }, tasks.length ? learn : `${learn} (planned)`);
      place.append(make("div", { class: "number", "aria-hidden": "true" }, number), head[0], words, ...head.slice(1));
      place.toggleAttribute("data-planned", !tasks.length);
      if (tasks.length) places.push([place, tasks.map(({ step }) => step), number]);
      if (model.get("progress")?.rows[number]?.length) {
        const opener = make("button", { type: "button", "aria-controls": `${id}-rows` });
        opener.addEventListener("click", () => {
          chosen = number;
          show();
          heading.focus({ preventScroll: true });
          own.scrollIntoView({ block: "nearest", behavior: "smooth" });
        });
        openers.set(number, [opener, `${tasks[0].step[0].toLowerCase()}${tasks[0].step.slice(1)}`]);
        place.append(opener);
      }
      list.append(place);
    }
    root.append(make("p", { class: "part" }, title), list);
  }

  // What is next, and the objectives of its station or of the one that was chosen.
  const heading = make("p", { class: "part", tabindex: "-1", id: `${id}-heading` });
  const rows = make("ul", { id: `${id}-rows`, "aria-labelledby": `${id}-heading` });
  const next = make("p", { class: "next", "aria-live": "polite" });
  const own = make("div", { class: "objectives" }, next, heading, rows);
  let told = ""; // what the sentence says: it is made anew only where that changes, so that nobody hears it twice
  const showObjectives = ({ rows: all, next: then }) => {
    if (told !== (told = JSON.stringify(then))) {
      const open = then.href && [make("strong", {}, "Next: "), `${then.words} `, lead(then.href, then.link), "."];
      next.replaceChildren(...(open || ["Everything on this map is done."]));
    }
    const at = chosen ?? then.number;
    for (const [number, [opener, of]] of openers) {
      const met = all[number].filter(isMet).length;
      opener.textContent = `Objectives${met ? ` · ${met} met` : ""}`;
      opener.setAttribute("aria-label", `${opener.textContent}, ${of}`);
      opener.setAttribute("aria-expanded", number === at);
    }
    heading.textContent = openers.has(at) ? `Objectives of ${openers.get(at)[1]}` : "";
    rows.replaceChildren(...(all[at] || []).map(objective));
  };

  const show = () => {
    const ticked = new Set(model.get("ticked"));
    for (const [step, box] of boxes) box.checked = ticked.has(step);
    const progress = model.get("progress");
    let open = true; // the first station that is not finished, by its ticks where nothing else is known
    for (const [place, steps, number] of places) {
      const done = steps.filter((step) => ticked.has(step)).length / steps.length;
      place.style.setProperty("--done", done);
      place.toggleAttribute("data-next", progress ? progress.next.number === number : open && done < 1);
      open &&= done === 1;
    }
    count.textContent = model.get("said");
    if (progress) showObjectives(progress);
  };
  root.append(count, ...(model.get("progress") ? [own] : []));
  // In JupyterLab a key pressed here would also move between cells, or delete them; Escape and Ctrl keys may pass.
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
  });
  el.append(root);
  show();
  // What was done in another tab is read when the map comes into view.
  const eye = new IntersectionObserver(([{ isIntersecting }]) => {
    try {
      if (isIntersecting && !asleep()) model.send?.({ look: true });
    } catch {
      // the kernel was restarted or has ended: the map stays as it is
    }
  });
  eye.observe(root);
  // The picture that stands for the map until the page is run has done its work.
  const pictures = [...document.querySelectorAll("img[src*='map-picture.svg']")];
  for (const picture of pictures) picture.style.display = "none";
  model.on("change:ticked", show);
  model.on("change:said", show);
  model.on("change:progress", show);
  return () => {
    eye.disconnect();
    model.off("change:progress", show);
    for (const picture of pictures) picture.style.display = "";
    model.off("change:ticked", show);
    model.off("change:said", show);
  };
}

export default { render };
