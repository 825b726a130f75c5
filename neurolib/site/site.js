// The page without Python: live figures answer from a record, predictions are compared here, the map keeps its ticks in the browser.
// `widgets` holds the modules that JupyterLab shows, unchanged.

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

const put = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// A file of the site, also where the page was opened from a disk: there nothing can be fetched, but scripts run.
const arrived = new Map();
globalThis.neurolibArrived = (name, value) => arrived.get(name)?.(value);
const bring = (name, address) =>
  new Promise((resolve, reject) => {
    arrived.set(name, resolve);
    const script = put("script", { src: address });
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });

// ---- live figures ------------------------------------------------------------------------------------------------

const GRAIN = 20, HOLE = -(2 ** 30);

async function unpack(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const film = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const planes = bytes.subarray(4 + length), count = planes.length / 4, points = new Float32Array(count), last = [0, 0];
  for (let i = 0; i < count; i++) {
    const step = planes[i] | (planes[i + count] << 8) | (planes[i + 2 * count] << 16) | (planes[i + 3 * count] << 24);
    last[i & 1] = (last[i & 1] + step) | 0;
    points[i] = last[i & 1] === HOLE ? NaN : last[i & 1] / GRAIN;
  }
  let start = 0;
  for (const frame of film.frames) {
    frame.points = new Uint8Array(points.buffer, 4 * start, 8 * (frame.n || 0));
    start += 2 * (frame.n || 0);
  }
  return film;
}

// The frame that is nearest to a wish. What was moved must move, by a step of the record at least; all else stays where it is if it can.
function nearest(words, at, set, stops) {
  const now = words[at], goal = { ...Object.fromEntries(Object.entries(now.knobs).map(([name, [stop]]) => [name, stop])), ...set };
  const moved = new Set(Object.keys(set).filter((name) => set[name] !== now.knobs[name][0]));
  let best = at, least = Infinity;
  words.forEach((each, k) => {
    if (each.family !== now.family || each.head !== undefined) return;
    let far = 0;
    for (const [name, wanted] of Object.entries(goal)) {
      const from = now.knobs[name][0], to = each.knobs[name][0], way = Math.sign(wanted - from);
      if (moved.has(name) && way * (to - from) <= 0) return;
      far += (moved.has(name) ? 1 : 9) * ((to - wanted) / stops[name]) ** 2;
    }
    if (far < least) [best, least] = [k, far];
  });
  return best;
}

function playback(wide, narrowFilm) {
  const { words, scenes, state } = wide;
  const stops = Object.fromEntries(state.sliders.map(({ name, labels }) => [name, labels.length]));
  let film = wide, at = scenes[""], shown = null, receive = () => {};
  const frame = (id) => {
    const said = words[at], drawn = film.frames[at], ended = state.streams && words[at + 1]?.head === undefined && said.head !== undefined;
    const answer = { ...said, ended, answers: id, count: 1 };
    if (drawn.n === undefined) return [answer, []];
    Object.assign(answer, { marks: film.kept[drawn.marks], size: drawn.size });
    const buffers = [drawn.points];
    if (drawn.svg !== shown) {
      Object.assign(answer, { svg: film.kept[drawn.svg], places: film.kept[drawn.places], ghost: [] }); // a ghost belongs to its axes
      buffers.push(new Uint8Array());
      shown = drawn.svg;
    }
    return [answer, buffers];
  };
  const first = frame(0);
  delete first[0].ghost;
  return {
    get: (name) => (name === "_state" ? { ...state, ...first[0] } : first[1][0]),
    on: (_, heard) => (receive = heard),
    off: () => (receive = () => {}),
    send: async (wish) => {
      if (wish.width) {
        const fits = wish.width < 440 ? (await narrowFilm().catch(() => null)) || wide : wide;
        if (fits !== film) [film, shown] = [fits, null];
      }
      if (wish.reset) at = scenes[""];
      if (wish.preset !== undefined) at = scenes[wish.preset];
      if (wish.step) at = words[at + 1]?.head === undefined ? words[at].head ?? at : at + 1;
      const set = wish.set || {};
      if (Object.keys(set).length) at = nearest(words, at, set, stops);
      setTimeout(() => receive(...frame(wish.id)));
    },
  };
}

async function bringToLife(place) {
  const { film: name } = place.dataset, load = (layout) => bring(`${name}.${layout}`, `${root}frames/${name}.${layout}.js`).then(unpack);
  try {
    const film = await load("wide");
    let narrow = null;
    const narrowFilm = () => (narrow ||= load("narrow"));
    const live = put("div");
    const model = playback(film, narrowFilm);
    if (place.clientWidth < 440) model.send({ width: place.clientWidth, id: 0 });
    widgets.live.render({ model, el: live });
    place.replaceChildren(live, put("p", { class: "recorded" }, place.dataset.note));
  } catch (problem) {
    console.warn("The record of this figure could not be read, so it stays a picture.", problem);
  }
}

// ---- predictions -------------------------------------------------------------------------------------------------

function guessing({ key, asks, answer, found }) {
  let said = {}, changed = () => {};
  const say = (news) => {
    said = news;
    changed();
    if (said.answer) model.answered?.();
  };
  const told = (guess) => {
    const mine = asks.choices ? `You chose (${guess}). ` : found ? "" : `You predicted ${`${guess} ${asks.unit || ""}`.trim()}. `;
    return { guess, answer: mine + answer, ...(found && { found }) };
  };
  const read = (typed) => {
    if (asks.choices) return typed;
    if (found) return typed.every((each) => each !== null) ? typed : null;
    const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\s*\/\s*(\d+\.?\d*))?\s*\*?\s*(.*)$/i.exec(typed.trim().replace("−", "-"));
    const value = match && Number(match[1]) / Number(match[2] || 1);
    return match && Number.isFinite(value) && ["", asks.unit || "", "%"].includes(match[3].replace("u", "µ")) ? value : null;
  };
  const before = kept.get(`guess:${key}`);
  if (before !== null) said = told(before);
  const model = {
    get: (name) => (name === "asks" ? asks : said),
    on: (_, heard) => (changed = heard),
    off: () => (changed = () => {}),
    send: (message) => {
      if (message.again) {
        kept.set(`guess:${key}`, null);
        return say({});
      }
      if (message.show) return say({ answer, ...(found && { found }) });
      const guess = read(message.guess);
      if (guess === null) return say({ error: found ? "Draw the curve from one end of the axis to the other." : `Type a number${asks.unit ? ` in ${asks.unit}` : ""}, as in 12.` });
      kept.set(`guess:${key}`, guess);
      return say(told(guess));
    },
  };
  return model;
}

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

// ---- search ------------------------------------------------------------------------------------------------------

const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[–—‐-]/g, " ");

function find(index, query) {
  const terms = folded(query).split(/\s+/).filter(Boolean);
  if (!terms.length) return [];
  const hits = [];
  for (const [page, anchor, title, heading, text] of index) {
    const [head, body] = [folded(`${title} ${heading}`), folded(text)];
    let score = 0;
    const all = terms.every((term) => {
      const times = body.split(term).length - 1, named = head.includes(term);
      score += (named ? 12 : 0) + (folded(heading).split(".").at(-1) === term ? 20 : 0) + Math.min(times, 6);
      return named || times;
    });
    if (all) hits.push({ page, anchor, title, heading, text, score: score + (body.includes(terms.join(" ")) ? 6 : 0) });
  }
  return hits.sort((one, other) => other.score - one.score).slice(0, 40);
}

function excerpt(text, query) {
  const terms = folded(query).split(/\s+/).filter(Boolean), at = Math.max(0, ...terms.map((term) => folded(text).indexOf(term)));
  const cut = text.slice(Math.max(0, at - 70), at + 130);
  const words = put("span", {}, at > 70 ? "… " : "");
  const pattern = new RegExp(`(${terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "i");
  for (const [k, piece] of cut.split(pattern).entries()) words.append(k % 2 ? put("mark", {}, piece) : piece);
  words.append(" …");
  return words;
}

async function search() {
  const place = document.querySelector("#results");
  if (!place) return;
  const query = new URLSearchParams(location.search).get("q") || "";
  document.querySelector("#search").value = query;
  const hits = query.trim() ? find(await bring("search", `${root}static/search.js`), query) : [];
  const count = put("p", { role: "status" }, query.trim() ? `${hits.length || "No"} ${hits.length === 1 ? "place" : "places"} for “${query}”.` : "Type a word into the field at the top.");
  const list = put("ol", { class: "found" });
  for (const { page, anchor, title, heading, text } of hits) {
    const link = put("a", { href: `${root}${page}#${anchor}` }, heading === title ? title : `${title} › ${heading}`);
    list.append(put("li", {}, link, excerpt(text, query)));
  }
  place.replaceChildren(count, ...(hits.length ? [list] : []));
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
hydrate("guess", guessing, widgets.guessing);
hydrate("map", stations, widgets.stations);
const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    bringToLife(target);
  }
}, { rootMargin: "800px" });
document.querySelectorAll(".live").forEach((place) => near.observe(place));
reachable();
if (location.hash) reveal();
addEventListener("hashchange", reveal);
addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);
search();
