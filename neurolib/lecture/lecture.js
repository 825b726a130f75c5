// The screens of a lecture: keys, reveals, the overview, and the presenter's window. `widgets` holds the modules that JupyterLab shows,
// unchanged; recorded.js stands before this file and answers them.

const html = document.documentElement, root = html.dataset.root;
const presenter = new URLSearchParams(location.search).has("presenter");
const screens = [...document.querySelectorAll(".screen")];
const state = { at: 0, step: 0, black: false };
const hall = () => globalThis.neurolibHall;
const limit = (value, low, high) => Math.min(high, Math.max(low, value));
const unit = () => Math.min(innerWidth / 1280, innerHeight / 720); // of the style sheet
const steps = (screen) => Number(screen.dataset.steps);
const nothing = { get: () => null, set: () => {} }; // each lecture asks anew
let guesses = new Map(), typed = "", timer = 0;

// ---- one screen --------------------------------------------------------------------------------------------------

// Show the pieces of a screen up to a step; those ahead keep their place, so that nothing moves.
function reveal(screen, step) {
  for (const each of screen.querySelectorAll("[data-step]")) each.classList.toggle("ahead", Number(each.dataset.step) > step);
  if (screen.dataset.kind === "concept") screen.toggleAttribute("data-answered", step > 0);
}

// What is too long for its screen gets smaller letters, down to 24 of 1280; the rules that made the screen leave little for this.
function fit(screen) {
  if (["figure", "live"].includes(screen.dataset.kind)) return; // the picture takes what its words leave
  const body = screen.querySelector(".body");
  const answered = screen.hasAttribute("data-answered");
  screen.setAttribute("data-answered", ""); // there must be room for its answer
  for (const wide of body.querySelectorAll(".formula > .wide")) {
    wide.style.fontSize = "";
    if (wide.scrollWidth > wide.clientWidth) wide.style.fontSize = `${Math.floor((98 * wide.clientWidth) / wide.scrollWidth)}%`;
  }
  for (let size = 1; size > 0.62; size -= 0.02) {
    screen.style.setProperty("--fit", size.toFixed(2));
    if (body.scrollHeight <= body.clientHeight + 1 && body.scrollWidth <= body.clientWidth + 1) break;
  }
  screen.toggleAttribute("data-answered", answered);
}

// A figure that moves is as large as what its controls leave: its words and sliders are below a picture that is much wider than high, and
// beside any other. Its caption keeps the room that it has once needed, so that the picture does not jump.
function fitLive(screen) {
  const live = screen.querySelector(".neurolib-live"), stage = live?.querySelector(".stage");
  if (!live || !live.clientWidth) return;
  const [wide, high] = live.querySelector(".plot").style.aspectRatio.split("/").map(Number);
  live.toggleAttribute("data-beside", wide < 2.1 * high);
  const tall = (each) => {
    const { marginTop, marginBottom } = getComputedStyle(each);
    return each.offsetHeight && each.offsetHeight + parseFloat(marginTop) + parseFloat(marginBottom);
  };
  const others = [...live.children].filter((each) => !each.matches(live.hasAttribute("data-beside") ? ".stage, .caption, .sliders" : ".stage"));
  const rest = others.reduce((sum, each) => sum + tall(each), parseFloat(getComputedStyle(stage).marginBottom) + 6);
  const most = Math.max(80, screen.querySelector(".body").clientHeight - rest);
  live.style.setProperty("--stage", `${Math.min(live.clientWidth, (most * wide) / high)}px`);
}

async function bringToLife(screen) {
  const place = screen?.querySelector(".live:not([data-awake])");
  if (!place) return;
  place.dataset.awake = "";
  const { film: name } = place.dataset;
  try {
    const load = (layout) => bring(`${name}.${layout}`, `${layout === "projected" ? "" : root}frames/${name}.${layout}.js`);
    const moving = put("div", { class: "moving" });
    widgets.live.render({ model: await projecting(place, load), el: moving });
    place.append(moving);
    place.dataset.moves = "";
    new ResizeObserver(() => fitLive(screen)).observe(screen.querySelector(".body"));
    const caption = moving.querySelector(".caption");
    let kept = 0;
    new ResizeObserver(() => {
      if (!caption.offsetHeight) return; // its screen is not shown
      kept = Math.max(kept, caption.offsetHeight / unit());
      caption.style.minHeight = `calc(${kept} * var(--u))`;
      fitLive(screen);
    }).observe(caption);
    new MutationObserver(() => fitLive(screen)).observe(moving.querySelector(".stage"), { childList: true, subtree: true, attributes: true, attributeFilter: ["style"] });
    fitLive(screen);
  } catch (problem) {
    console.warn("The record of this figure could not be read, so it stays a picture.", problem);
  }
}

// A prediction: the presenter's own guess, or the answer at the next key. In a hall it is opened, revealed and closed there too.
function ask(screen) {
  const place = screen.querySelector(".guess");
  if (!place || guesses.has(screen)) return;
  const question = JSON.parse(place.querySelector("script").textContent), el = put("div", { class: "own" });
  if (!question.asks) return;
  const model = guessing(question, nothing);
  widgets.guessing.render({ model, el });
  place.append(el);
  place.dataset.asked = "";
  let due = 0; // what the hall shows may grow
  new MutationObserver(() => {
    clearTimeout(due);
    due = setTimeout(() => screen.classList.contains("here") && fit(screen), 120);
  }).observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-revealed", "class"] });
  guesses.set(screen, { place, question, model });
  model.answered = () => {
    hall()?.reveal(place);
    place.dataset.revealed = "";
    const right = /\(([a-h])\)/.exec(question.asks.choices ? question.answer : "")?.[1];
    el.querySelectorAll(".choices button").forEach((each, k) => each.toggleAttribute("data-right", "abcdefgh"[k] === right));
    if (state.step < 1) move(state.at, 1);
    fit(screen);
  };
}

// One whose answer was shown before shows it again, with what the hall had answered.
function open(screen) {
  const found = guesses.get(screen);
  if (found) hall()?.open(found.question, found.place);
}

// ---- from screen to screen ---------------------------------------------------------------------------------------

function move(at, step, quiet) {
  at = limit(at, 0, screens.length - 1);
  const before = screens[state.at], screen = screens[at], came = before !== screen || !screen.classList.contains("here");
  step = guesses.get(screen)?.place.dataset.revealed === undefined ? limit(step, 0, steps(screen)) : steps(screen); // what was shown stays so
  if (came && guesses.has(before) && before !== screen) hall()?.close(guesses.get(before).place);
  Object.assign(state, { at, step });
  if (came) {
    before.classList.remove("here");
    html.removeAttribute("data-alone");
    screen.classList.add("here");
    ask(screen);
    bringToLife(screen);
    bringToLife(screens[at + 1]);
    if (document.activeElement !== document.body) document.activeElement.blur();
    screen.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  reveal(screen, step);
  if (came) {
    fit(screen);
    fitLive(screen);
    open(screen);
  }
  const found = guesses.get(screen);
  if (found && step > 0 && found.place.dataset.revealed === undefined) {
    found.place.dataset.revealed = "";
    if (!found.model.get("said").answer) found.model.send({ show: true });
    else hall()?.reveal(found.place);
  }
  frame();
  if (!quiet) tell();
}

const next = () => (state.step < steps(screens[state.at]) ? move(state.at, state.step + 1) : move(state.at + 1, 0));
const back = () => {
  const asked = screens[state.at].dataset.kind === "guess"; // what was revealed stays so
  if (state.step > 0 && !asked) move(state.at, state.step - 1);
  else if (state.at > 0) move(state.at - 1, steps(screens[state.at - 1]) * (screens[state.at - 1].dataset.kind !== "guess" || screens[state.at - 1].querySelector("[data-revealed]") ? 1 : 0));
};

// The head, the number and the address.
function frame() {
  const screen = screens[state.at];
  document.querySelector(".where").textContent = screen.dataset.section;
  document.querySelector(".now").textContent = `${state.at + 1} / ${screens.length}`;
  html.style.setProperty("--part", (state.at + 1) / screens.length);
  html.dataset.kind = screen.dataset.kind;
  document.body.toggleAttribute("data-black", state.black);
  if (!presenter && location.hash !== `#${state.at + 1}`) history.replaceState(null, "", `#${state.at + 1}`);
}

// ---- the two windows in step -------------------------------------------------------------------------------------

// A window that was opened from a disk may have a channel of its own, so the two also write to each other; a message counts once.
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`neurolib-lecture:${location.pathname}`) : null;
const heard = new Set();
let other = presenter ? globalThis.opener : null;
const post = (message) => {
  const whole = { ...message, id: Math.random(), from: presenter ? "presenter" : "wall" };
  channel?.postMessage(whole);
  if (other && !other.closed) other.postMessage(whole, "*");
};
const tell = () => post({ now: { ...state } });
function hear(message) {
  if (!message || heard.has(message.id) || message.from === (presenter ? "presenter" : "wall")) return;
  heard.add(message.id);
  if (message.now && presenter) present(message.now);
  if (presenter && message.hall !== undefined) {
    hallSays = message.hall;
    sayHall();
  }
  if (!presenter && message.hello) {
    tell();
    post({ hall: hallSays });
  }
  if (!presenter && message.key in keys) keys[message.key]();
  if (!presenter && message.jump) move(message.jump - 1, 0);
}
// How many have answered, and once the answer is shown what the wall says of them.
let hallSays = null;
addEventListener("neurolib-hall", ({ detail }) => post({ hall: (hallSays = detail) }));
function sayHall() {
  const notes = document.querySelector(".speech .inside");
  notes?.querySelector(".hall-says")?.remove();
  if (!hallSays || !notes) return;
  const { count, lines } = hallSays, box = put("div", { class: "hall-says" }, put("p", {}, `${count} ${count === 1 ? "answer" : "answers"}`));
  for (const line of lines) box.append(Object.assign(put("p"), { innerHTML: line }));
  notes.prepend(box);
}
if (channel) channel.onmessage = ({ data }) => hear(data);
addEventListener("message", (event) => event.source === other && event.source && hear(event.data));

function openPresenter() {
  const { pathname, hash } = location;
  other = open_(`${pathname}?presenter${hash}`, "neurolib-presenter", "width=1100,height=760") || other;
}
const open_ = (...words) => globalThis.open(...words);

// ---- the presenter's window --------------------------------------------------------------------------------------

const preview = (screen, step = 0) => {
  const box = put("div", { class: "preview" });
  if (!screen) return box;
  const copy = screen.cloneNode(true);
  copy.removeAttribute("id");
  copy.removeAttribute("tabindex");
  copy.classList.add("here");
  copy.querySelectorAll(".notes, script, .own, .moving, .hall-wall").forEach((each) => each.remove());
  copy.querySelectorAll(".hall-open").forEach((each) => each.classList.remove("hall-open"));
  copy.querySelectorAll("[data-open], [data-revealed]").forEach((each) => ["data-open", "data-revealed"].forEach((name) => each.removeAttribute(name)));
  copy.querySelectorAll("[data-moves], [data-asked]").forEach((each) => ["data-moves", "data-asked", "data-awake"].forEach((name) => each.removeAttribute(name)));
  copy.querySelectorAll("button").forEach((each) => each.replaceWith(put("span", { class: "button" }, ...each.childNodes)));
  copy.querySelectorAll("a").forEach((each) => each.replaceWith(...each.childNodes));
  copy.querySelectorAll("[aria-label].guess").forEach((each) => each.removeAttribute("aria-label"));
  const inside = put("div", { class: copy.className, "data-kind": copy.dataset.kind, "data-steps": copy.dataset.steps }, ...copy.childNodes);
  if (screen.style.cssText) inside.style.cssText = screen.style.cssText;
  reveal(inside, step);
  box.setAttribute("inert", "");
  box.append(inside);
  return box;
};

let began = 0, clockTimer = 0;
function presentation() {
  html.classList.add("presenter");
  document.title = `Presenter · ${document.title}`;
  const desk = put("div", { class: "desk" });
  const part = (name, title) => {
    const box = put("section", { class: name, "aria-label": title }, put("h2", {}, title), put("div", { class: "inside" }));
    desk.append(box);
    return box.querySelector(".inside");
  };
  const time = part("clock", "Clock"), now = part("current", "On the wall"), notes = part("speech", "Notes"), then = part("following", "Next");
  notes.tabIndex = 0;
  notes.setAttribute("role", "region");
  notes.setAttribute("aria-label", "Notes of this screen");
  const passed = put("output", { class: "passed" }), day = put("span", { class: "day" }), plan = put("span", { class: "plan" });
  const reset = put("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => (began = Date.now()));
  time.append(passed, day, plan, reset);
  const tick = () => {
    const seconds = Math.floor((Date.now() - began) / 1000), two = (value) => String(value).padStart(2, "0");
    passed.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    day.textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  };
  began = Date.now();
  tick();
  clearInterval(clockTimer);
  clockTimer = setInterval(tick, 500);
  document.querySelector(".running").hidden = document.querySelector(".foot").hidden = true;
  document.querySelector("main").prepend(put("h1", { class: "unseen" }, document.title), desk);
  return ({ at, step, black }) => {
    Object.assign(state, { at, step, black });
    const screen = screens[at];
    const shown = [preview(screen, step), preview(screens[at + 1])];
    now.replaceChildren(shown[0], put("p", { class: "which" }, `${at + 1} of ${screens.length}${step < steps(screen) ? ` · ${steps(screen) - step} more to reveal` : ""}${black ? " · the wall is black" : ""}`));
    then.replaceChildren(shown[1], put("p", { class: "which" }, screens[at + 1] ? `${at + 2}: ${screens[at + 1].dataset.title}` : "This is the last screen."));
    for (const each of shown) if (each.firstChild) fit(each.firstChild);
    const said = screen.querySelector(".notes").cloneNode(true);
    said.querySelector("summary").remove();
    said.querySelectorAll("a").forEach((each) => each.setAttribute("target", "_blank"));
    notes.replaceChildren(...(said.textContent.trim() ? said.childNodes : [put("p", { class: "soft" }, "No notes for this screen.")]));
    sayHall();
    notes.scrollTop = 0;
    plan.textContent = screen.dataset.at ? `plan of the chapter: ${screen.dataset.at}` : "";
    desk.dataset.at = at + 1;
    desk.dataset.step = step;
  };
}
let present = () => {};

// ---- overview and keys -------------------------------------------------------------------------------------------

const KEYS = [
  ["→ Space PageDown", "the next piece or screen"],
  ["← PageUp", "back"],
  ["Home, End", "the first, the last screen"],
  ["12 Enter", "screen 12"],
  ["o", "overview of all screens"],
  ["s", "the presenter's window: notes, clock, next screen"],
  ["h", "in a hall: the curves as they come, before the result"],
  ["b", "black"],
  ["d", "dark or light"],
  ["f", "full screen"],
  ["z", "a still figure alone, as large as the screen"],
  ["Esc", "leave a slider, a field or this list"],
];
const dialog = (name, title) => {
  const box = put("dialog", { class: name, "aria-label": title }, put("h2", {}, title));
  box.addEventListener("click", (event) => event.target === box && box.close());
  document.body.append(box);
  return box;
};
let help = null, overview = null;
function showKeys() {
  if (!help) {
    help = dialog("keys", "Keys");
    const list = put("dl");
    for (const [key, what] of KEYS) list.append(put("div", {}, put("dt", {}, key), put("dd", {}, what)));
    help.append(list, put("p", {}, "While a slider or a field has the focus, the arrow keys move it. Press Esc to leave it; PageDown and PageUp always go forward and back."));
  }
  toggle(help);
}
function showOverview() {
  if (!overview) {
    overview = dialog("overview", "All screens");
    const list = put("ol");
    let section = null;
    screens.forEach((screen, k) => {
      if (screen.dataset.section !== section) {
        section = screen.dataset.section;
        list.append(put("li", { class: "name", "aria-hidden": "true" }, section || "Beginning"));
      }
      const link = put("a", { href: `#${k + 1}`, "aria-label": `${k + 1}: ${screen.dataset.title}` }, `${k + 1}`);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        overview.close();
        go(k + 1);
      });
      list.append(put("li", {}, preview(screen), link));
    });
    overview.append(list);
  }
  toggle(overview);
  if (!overview.dataset.fitted) for (const each of overview.querySelectorAll(".preview > div")) fit(each);
  overview.dataset.fitted = "";
  overview.querySelectorAll("[aria-current]").forEach((each) => each.removeAttribute("aria-current"));
  const here = overview.querySelector(`a[href="#${state.at + 1}"]`);
  here.setAttribute("aria-current", "true");
  if (overview.open) here.focus();
}
const toggle = (box) => (box.open ? box.close() : box.showModal());
const go = (number) => (presenter ? post({ jump: number }) : move(number - 1, 0));

function theme() {
  const dark = html.dataset.theme ? html.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.theme = dark ? "light" : "dark";
  document.body.dataset.jpThemeName = html.dataset.theme; // live figures look for it
  try {
    localStorage.setItem("neurolib:theme", html.dataset.theme);
  } catch {
    // for this page only
  }
}

const keys = {
  next,
  back,
  first: () => move(0, 0),
  last: () => move(screens.length - 1, 0),
  alone: () => html.toggleAttribute("data-alone", screens[state.at].dataset.kind === "figure" && !html.hasAttribute("data-alone")),
  black: () => {
    state.black = !state.black;
    frame();
    tell();
  },
};
const NAMES = { ArrowRight: "next", " ": "next", PageDown: "next", ArrowLeft: "back", PageUp: "back", Home: "first", End: "last", b: "black", B: "black", ".": "black" };
const act = (name) => (presenter ? post({ key: name }) : keys[name]());
const own = {
  s: () => presenter || openPresenter(),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : html.requestFullscreen()),
  o: showOverview,
  d: theme,
  z: () => (presenter ? post({ key: "alone" }) : keys.alone()),
  "?": showKeys,
};

function number(key) {
  typed = key === null ? "" : typed + key;
  document.querySelector(".foot").dataset.typed = typed;
  clearTimeout(timer);
  if (typed) timer = setTimeout(() => number(null), 4000);
}

// Before a figure or a field can keep a key: a presenter's remote always moves on, and buttons need no arrow keys.
function first(event) {
  const { key, target } = event, box = document.querySelector("dialog[open]");
  if (event.ctrlKey || event.metaKey || event.altKey || box) return;
  const holds = target.closest?.("input, textarea, select, [role=slider], [contenteditable]");
  const remote = key === "PageDown" || key === "PageUp";
  const arrow = (key === "ArrowRight" || key === "ArrowLeft") && !holds && target.closest?.(".neurolib-live, .neurolib-guess");
  if (!remote && !arrow) return;
  event.preventDefault();
  event.stopPropagation();
  act(NAMES[key]);
}
function then_(event) {
  const { key, target } = event, box = document.querySelector("dialog[open]");
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (box) {
    if ((box === help && key === "?") || (box === overview && key === "o")) box.close();
    return;
  }
  if (key === "Escape") {
    if (state.black) act("black");
    html.removeAttribute("data-alone");
    number(null);
    if (target !== screens[state.at]) screens[state.at].focus({ preventScroll: true });
    return;
  }
  if (target.closest?.("input, textarea, select, [role=slider], [contenteditable]")) return;
  if (/^\d$/.test(key)) return number(key);
  if (key === "Enter" && typed) {
    const wanted = Number(typed);
    number(null);
    event.preventDefault();
    if (wanted >= 1) go(Math.min(wanted, screens.length));
    return;
  }
  if ((key === " " || key === "Enter") && target.closest?.("button, a, summary")) return;
  const name = NAMES[key], mine = own[key.length === 1 ? key.toLowerCase() : key];
  if (!name && !mine) return;
  event.preventDefault();
  if (name) act(name);
  else mine();
}
// A button that was pressed with the pointer gives the focus back, or Space would press it again; one that was reached with keys keeps it.
function pressed({ detail }) {
  const { activeElement } = document;
  if (detail && activeElement?.matches("button, a, summary") && !activeElement.closest("dialog")) activeElement.blur();
}
addEventListener("click", pressed);
addEventListener("keydown", first, true);
addEventListener("keydown", then_);

// ---- the page ----------------------------------------------------------------------------------------------------

document.body.dataset.jpThemeName = html.dataset.theme || "";
for (const notes of document.querySelectorAll(".notes")) notes.open = true;
for (const screen of screens) {
  for (const choice of screen.querySelectorAll(".choices > li")) {
    choice.querySelector("button").addEventListener("click", () => choice.toggleAttribute("data-open"));
  }
}
for (const [name, words, key] of [["back", "Back", "‹"], ["next", "Next", "›"]]) {
  const button = put("button", { type: "button", "aria-label": words, class: "go" }, key);
  button.addEventListener("click", () => {
    act(name);
    screens[state.at].focus({ preventScroll: true });
  });
  document.querySelector(".count")[name === "back" ? "prepend" : "append"](button);
}
const wanted = () => limit(Number.parseInt(location.hash.slice(1), 10) || 1, 1, screens.length) - 1;
if (presenter) {
  present = presentation();
  present({ at: wanted(), step: 0, black: false });
  post({ hello: true });
} else {
  move(wanted(), 0);
  addEventListener("hashchange", () => wanted() !== state.at && move(wanted(), 0));
  let due = 0;
  addEventListener("resize", () => {
    clearTimeout(due);
    due = setTimeout(() => {
      fit(screens[state.at]);
      fitLive(screens[state.at]);
    }, 60);
  });
  document.fonts?.ready.then(() => fit(screens[state.at]));
  if (html.dataset.hall !== undefined) {
    const script = put("script", { type: "module", src: "hall/wall.js" });
    script.addEventListener("load", () => open(screens[state.at]));
    document.head.append(script);
  }
}
